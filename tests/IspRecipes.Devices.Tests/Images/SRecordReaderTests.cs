using System.Text;
using IspRecipes.Devices.Images;

namespace IspRecipes.Devices.Tests.Images;

public class SRecordReaderTests
{
    private const string Data = "S104000011EA";
    private const string End = "S9030000FC";

    [Theory]
    [InlineData("S1057000010287+S90370008C", 0x7000u, "S1")]
    [InlineData("S20601FFFE0102F8+S804000000FB", 0x01FFFEu, "S2")]
    [InlineData("S307080001000102EC+S70508000101F0", 0x08000100u, "S3")]
    public void Each_width_of_address_is_read(string text, uint address, string type)
    {
        ImageInspection file = Inspect(text.Split('+'));

        Assert.Empty(file.Faults);
        Assert.Equal([1, 2], file.Take().Image!.Segments[0].Bytes.ToArray());
        Assert.Equal(address, file.Take().Image!.Start);
        Assert.Equal(type, file.Records[0].Type);
    }

    [Fact]
    public void Header_record_types_line_ends_and_start_address_are_told()
    {
        ImageInspection file = InspectText($"S00600004844521B\r\n{Data}\nS5030001FB\nS90370008C\n");

        Assert.Equal(("HDR", 0x7000u, LineEndings.Mixed), (file.Header, file.StartAddress!.Value, file.LineEndings));
        Assert.Equal([("S0", 1), ("S1", 1), ("S5", 1), ("S9", 1)], file.Records.Select(record => (record.Type, record.Count)));
    }

    [Fact]
    public void A_byte_knows_the_line_of_its_record()
    {
        MemoryImage image = Inspect(Data, "S104000122D8", "S104000333C5", End).Take().Image!;

        Assert.Equal([1, 2, 3], new uint[] { 0, 1, 3 }.Select(address => image.PlaceOf(address)!.Value.Line));
    }

    [Fact]
    public void A_broken_checksum_is_refused_with_its_line()
    {
        Fault fault = FaultOf(Data, "S104000122D9", End);

        Assert.Equal((FaultCode.HexBadChecksum, new FilePlace("app.srec", 2)), (fault.Code, fault.Place));
        Assert.Equal([(byte)0xD9, (byte)0xD8], fault.Arguments);
    }

    [Theory]
    [InlineData("104000011EA", 1, "1", "an S")]
    [InlineData("SX04000011EA", 2, "X", "a record type, 0 to 9,")]
    [InlineData("S", 2, "0x0A", "a record type, 0 to 9,")]
    [InlineData("S1040000G1EA", 9, "G", "a hex digit")]
    public void A_character_out_of_place_is_refused_with_its_column(string line, int column, string found, string expected)
    {
        Fault fault = FaultOf(Data, line, End);

        Assert.Equal((FaultCode.HexBadCharacter, new FilePlace("app.srec", 2, column)), (fault.Code, fault.Place));
        Assert.Equal([found, expected], fault.Arguments);
    }

    [Theory]
    [InlineData("S1", "0", "0")]
    [InlineData("S104000011", "1", "0")]
    [InlineData("S104000011EA00", "1", "2")]
    [InlineData("S104000011E", "1", "0.5")]
    [InlineData("S10200FD", "0", "0")]
    [InlineData("S504000100FA", "0", "1")]
    [InlineData("S904000000FB", "0", "1")]
    public void A_record_of_the_wrong_length_is_refused(string record, string expected, string found)
    {
        Fault fault = Inspect(record, Data, End).Faults[0];

        Assert.Equal((FaultCode.HexBadLength, new FilePlace("app.srec", 1)), (fault.Code, fault.Place));
        Assert.Equal([expected, found], fault.Arguments.Select(argument => $"{argument}"));
    }

    [Fact]
    public void A_record_of_the_type_that_does_not_exist_is_refused()
    {
        Fault fault = FaultOf(Data, "S4030000FC", End);

        Assert.Equal((FaultCode.SRecordUnknownType, new FilePlace("app.srec", 2)), (fault.Code, fault.Place));
        Assert.Equal([4], fault.Arguments);
    }

    [Theory]
    [InlineData("S5030002FA", 2L)]
    [InlineData("S604000100FA", 256L)]
    public void A_count_that_does_not_fit_is_refused_at_its_line(string count, long expected)
    {
        Fault fault = FaultOf(Data, count, End);

        Assert.Equal((FaultCode.SRecordBadCount, new FilePlace("app.srec", 2)), (fault.Code, fault.Place));
        Assert.Equal([expected, 1L], fault.Arguments);
    }

    [Fact]
    public void Data_behind_the_count_is_refused()
    {
        Assert.Equal(FaultCode.SRecordBadCount, FaultOf(Data, "S5030001FB", "S104000122D8", End).Code);
    }

    [Fact]
    public void Of_two_counts_each_must_fit()
    {
        Assert.Equal(FaultCode.SRecordBadCount, FaultOf(Data, "S5030002FA", "S5030001FB", End).Code);
    }

    [Fact]
    public void A_file_with_neither_end_nor_count_may_be_cut_off_and_is_refused()
    {
        Fault fault = FaultOf("S00600004844521B", Data, "");

        Assert.Equal((FaultCode.SRecordNoEnd, new FilePlace("app.srec", 2)), (fault.Code, fault.Place));
    }

    [Fact]
    public void A_count_shows_that_a_file_without_end_is_whole()
    {
        Assert.Empty(Inspect(Data, "S5030001FB").Faults);
    }

    [Fact]
    public void A_broken_end_record_is_one_fault_not_two()
    {
        Assert.Equal(FaultCode.HexBadChecksum, FaultOf(Data, "S9030000FD").Code);
    }

    [Fact]
    public void Data_behind_the_end_is_refused()
    {
        Fault fault = FaultOf(Data, End, "S104000122D8", End);

        Assert.Equal((FaultCode.HexDataAfterEndOfFile, new FilePlace("app.srec", 3)), (fault.Code, fault.Place));
        Assert.Equal([2], fault.Arguments);
    }

    [Fact]
    public void An_address_given_twice_is_refused()
    {
        Fault fault = FaultOf("S10500000102F7", "S104000102F8", End);

        Assert.Equal((FaultCode.HexOverlap, new FilePlace("app.srec", 2)), (fault.Code, fault.Place));
        Assert.Equal([1u, 1, 1u], fault.Arguments);
    }

    [Fact]
    public void A_16_bit_record_may_run_past_64_KiB_but_a_32_bit_one_not_past_the_address_space()
    {
        Assert.Equal(0x10001, Inspect("S105FFFF0102F9", End).Take().Image!.End);

        Fault fault = FaultOf("S307FFFFFFFF0102F9", "S70500000000FA");
        Assert.Equal((FaultCode.HexAddressWrap, new FilePlace("app.srec", 1)), (fault.Code, fault.Place));
        Assert.Equal([uint.MaxValue, 2L], fault.Arguments);
    }

    [Fact]
    public void A_file_without_data_or_without_anything_is_refused()
    {
        Assert.Equal(FaultCode.ImageEmpty, FaultOf("S00600004844521B", End).Code);
        Assert.Equal(FaultCode.FileEmpty, Assert.Single(InspectText("").Faults).Code);
    }

    [Theory]
    [InlineData(":0100000011EE\n", "an Intel HEX file")]
    [InlineData("hello\n", "text without records")]
    public void A_file_of_another_kind_is_refused_by_name(string text, string looksLike)
    {
        Fault fault = Assert.Single(InspectText(text).Faults);

        Assert.Equal((FaultCode.SRecordNotOne, new FilePlace("app.srec", 1)), (fault.Code, fault.Place));
        Assert.Equal(["app.srec", looksLike], fault.Arguments);
    }

    [Fact]
    public void A_header_shows_no_control_characters()
    {
        Assert.Equal("a\uFFFD", Inspect("S0060000611B007D", Data, End).Header);
    }

    private static ImageInspection Inspect(params string[] lines) => InspectText(string.Join('\n', lines) + "\n");

    private static ImageInspection InspectText(string text) => SRecord.Inspect(Encoding.Latin1.GetBytes(text), "app.srec");

    private static Fault FaultOf(params string[] lines)
    {
        ImageInspection file = Inspect(lines);
        Assert.Empty(file.Images);
        return Assert.Single(file.Faults);
    }
}
