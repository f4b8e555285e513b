using IspRecipes.Devices.Images;
using static IspRecipes.Devices.Tests.Images.Some;

namespace IspRecipes.Devices.Tests.Images;

public class IntelHexReaderTests
{
    private const string EndOfFile = ":00000001FF";

    [Fact]
    public void Records_that_touch_become_one_segment_and_keep_their_lines()
    {
        MemoryImage image = ReadHex(":020000000102FB", ":020002000304F5", ":0100100005EA", EndOfFile).Image!;

        Assert.Equal([(0u, 4), (16u, 1)], image.Segments.Select(segment => (segment.Address, segment.Bytes.Length)));
        Assert.Equal([1, 2, 3, 4], image.Segments[0].Bytes.ToArray());
        Assert.Equal(new FilePlace("app.hex", 1), image.PlaceOf(1));
        Assert.Equal(new FilePlace("app.hex", 2), image.PlaceOf(2));
        Assert.Equal(new FilePlace("app.hex", 3), image.PlaceOf(16));
        Assert.Null(image.PlaceOf(4));
    }

    [Theory]
    [InlineData(":020000021000EC", 0x10000u)]
    [InlineData(":02000002F0000C", 0xF0000u)]
    [InlineData(":020000020001FB", 0x10u)]
    [InlineData(":020000040001F9", 0x10000u)]
    [InlineData(":020000040800F2", 0x08000000u)]
    [InlineData(":020000020000FC", 0u)]
    public void A_base_record_moves_the_data_after_it(string record, uint expected)
    {
        MemoryImage image = ReadHex(record, ":0100000011EE", EndOfFile).Image!;

        Assert.Equal(expected, image.Start);
        Assert.Equal(2, image.PlaceOf(expected)!.Value.Line);
    }

    [Theory]
    [InlineData(":040000030000700089", 0x7000u)]
    [InlineData(":040000031000E00009", 0x1E000u)]
    [InlineData(":0400000508000101ED", 0x08000101u)]
    public void A_start_record_gives_the_start_address(string record, uint expected)
    {
        Assert.Equal(expected, ReadHex(":0100000011EE", record, EndOfFile).StartAddress);
    }

    [Theory]
    [InlineData("\r\n", "\r\n")]
    [InlineData("\n", "\r\n")]
    [InlineData("\r", "\r")]
    [InlineData(" \t\r\n", "")]
    [InlineData("\n\n\r\n", "\n\n")]
    public void Any_line_end_will_do(string first, string last)
    {
        ImageResult result = ReadHexText($":0100000011EE{first}{EndOfFile}{last}");

        Assert.Empty(result.Faults);
        Assert.Equal(1, result.Image!.ByteCount);
    }

    [Fact]
    public void Lower_case_digits_are_digits()
    {
        Assert.Equal(0xAB, ReadHex(":01000000ab54", ":00000001ff").Image!.Segments[0].Bytes.Span[0]);
    }

    [Fact]
    public void Records_in_any_order_are_sorted_and_keep_their_lines()
    {
        MemoryImage image = ReadHex(":0100010022DC", ":0100000011EE", EndOfFile).Image!;

        Assert.Equal([0x11, 0x22], Assert.Single(image.Segments).Bytes.ToArray());
        Assert.Equal(2, image.PlaceOf(0)!.Value.Line);
        Assert.Equal(1, image.PlaceOf(1)!.Value.Line);
    }

    [Fact]
    public void A_broken_checksum_is_refused_with_its_line()
    {
        Fault fault = FaultOf(":0100000011EE", ":0100010022DD", EndOfFile);

        Assert.Equal((FaultCode.HexBadChecksum, new FilePlace("app.hex", 2)), (fault.Code, fault.Place));
        Assert.Equal([(byte)0xDD, (byte)0xDC], fault.Arguments);
    }

    [Fact]
    public void A_broken_end_record_is_one_fault_not_two()
    {
        Assert.Equal(FaultCode.HexBadChecksum, FaultOf(":0100000011EE", ":00000001FE").Code);
    }

    [Fact]
    public void A_character_that_is_no_digit_is_refused_with_its_column()
    {
        Fault fault = FaultOf(":01000000G1EE", EndOfFile);

        Assert.Equal((FaultCode.HexBadCharacter, new FilePlace("app.hex", 1, 10)), (fault.Code, fault.Place));
        Assert.Equal(["G", "a hex digit"], fault.Arguments);
    }

    [Fact]
    public void A_line_without_start_code_is_refused()
    {
        Fault fault = FaultOf(":0100000011EE", "0100010022DC", EndOfFile);

        Assert.Equal((FaultCode.HexBadCharacter, new FilePlace("app.hex", 2, 1)), (fault.Code, fault.Place));
        Assert.Equal(["0", "a colon"], fault.Arguments);
    }

    [Fact]
    public void A_control_character_is_shown_by_its_number()
    {
        Assert.Equal("0x1A", FaultOf(":0100000011EE", EndOfFile + "\u001A")!.Arguments[0]);
    }

    [Theory]
    [InlineData(":0100000011", "1", "0")]
    [InlineData(":0100000011EE00", "1", "2")]
    [InlineData(":0100000011E", "1", "0.5")]
    [InlineData(":", "0", "0")]
    [InlineData(":FF", "255", "0")]
    [InlineData(":0100000100FE", "0", "1")]
    [InlineData(":0300000200000FEC", "2", "3")]
    [InlineData(":0100000400FB", "2", "1")]
    [InlineData(":020000030000FB", "4", "2")]
    [InlineData(":020000050000F9", "4", "2")]
    public void A_record_of_the_wrong_length_is_refused(string record, string expected, string found)
    {
        Fault fault = ReadHex(record, ":0100000011EE", EndOfFile).Faults[0];

        Assert.Equal((FaultCode.HexBadLength, new FilePlace("app.hex", 1)), (fault.Code, fault.Place));
        Assert.Equal([expected, found], fault.Arguments.Select(argument => $"{argument}"));
    }

    [Theory]
    [InlineData(":00000006FA", 6)]
    [InlineData(":000000FF01", 255)]
    public void An_unknown_record_type_is_refused(string record, byte type)
    {
        Fault fault = FaultOf(record, EndOfFile);

        Assert.Equal((FaultCode.HexUnknownRecordType, new FilePlace("app.hex", 1)), (fault.Code, fault.Place));
        Assert.Equal([type], fault.Arguments);
    }

    [Fact]
    public void A_missing_end_record_is_refused_at_the_last_line_with_text()
    {
        Fault fault = FaultOf(":0100000011EE", ":0100010022DC", "", "");

        Assert.Equal((FaultCode.HexNoEndOfFile, new FilePlace("app.hex", 2)), (fault.Code, fault.Place));
    }

    [Fact]
    public void Two_files_pasted_together_without_removing_the_end_record_are_refused()
    {
        Fault fault = FaultOf(":0100000011EE", EndOfFile, ":01700000226D", ":01700100226C", EndOfFile);

        Assert.Equal((FaultCode.HexDataAfterEndOfFile, new FilePlace("app.hex", 3)), (fault.Code, fault.Place));
        Assert.Equal([2], fault.Arguments);
    }

    [Theory]
    [InlineData(":020001002233A8")]
    [InlineData(":020001000203F8")]
    public void An_address_given_twice_is_refused_even_with_the_same_bytes(string second)
    {
        Fault fault = FaultOf(":03000000010203F7", second, EndOfFile);

        Assert.Equal((FaultCode.HexOverlap, new FilePlace("app.hex", 2)), (fault.Code, fault.Place));
        Assert.Equal([1u, 1, 2u], fault.Arguments);
    }

    [Fact]
    public void An_overlap_under_a_long_record_is_found_although_a_short_one_lies_between()
    {
        ImageResult result = ReadHex(":0400000001020304F2", ":0100010002FC", ":0100030004F8", EndOfFile);

        Assert.Equal([2, 3], result.Faults.Select(fault => fault.Place!.Value.Line));
        Assert.All(result.Faults, fault => Assert.Equal(FaultCode.HexOverlap, fault.Code));
    }

    [Theory]
    [InlineData("")]
    [InlineData(":020000021000EC")]
    public void A_record_over_the_end_of_its_64_KiB_is_refused(string baseRecord)
    {
        Fault fault = FaultOf(baseRecord, ":02FFFF000102FD", EndOfFile);

        Assert.Equal((FaultCode.HexAddressWrap, new FilePlace("app.hex", 2)), (fault.Code, fault.Place));
        Assert.Equal([baseRecord.Length == 0 ? 0xFFFFu : 0x1FFFFu, 2L], fault.Arguments);
    }

    [Fact]
    public void A_record_after_a_linear_base_runs_on_past_its_64_KiB_but_not_past_the_address_space()
    {
        Assert.Equal(0x20001, ReadHex(":020000040001F9", ":02FFFF000102FD", EndOfFile).Image!.End);
        Assert.Equal(FaultCode.HexAddressWrap, FaultOf(":02000004FFFFFC", ":02FFFF000102FD", EndOfFile).Code);
    }

    [Fact]
    public void All_faults_of_a_file_are_told_in_the_order_of_its_lines()
    {
        ImageResult result = ReadHex(":0100000011EF", ":01000100XXDC", ":00000007F9", ":0100020033");

        Assert.Equal(
            [FaultCode.HexBadChecksum, FaultCode.HexBadCharacter, FaultCode.HexUnknownRecordType, FaultCode.HexBadLength],
            result.Faults.Select(fault => fault.Code));
    }

    [Fact]
    public void Of_a_thousand_faults_twenty_are_told()
    {
        Assert.Equal(20, ReadHex([.. Enumerable.Repeat(":0100000011EF", 1000), EndOfFile]).Faults.Count);
        Assert.Equal(20, ReadHex([.. Enumerable.Repeat(":0100000011EE", 1000), EndOfFile]).Faults.Count);
    }

    [Fact]
    public void An_empty_file_is_refused()
    {
        Fault fault = Assert.Single(ReadHexText("").Faults);

        Assert.Equal((FaultCode.FileEmpty, new FilePlace("app.hex")), (fault.Code, fault.Place));
    }

    [Fact]
    public void A_file_without_data_is_refused()
    {
        Assert.Equal(FaultCode.ImageEmpty, FaultOf(":020000040001F9", ":0000000000", EndOfFile).Code);
    }

    [Theory]
    [InlineData("<!DOCTYPE html>\n<p>404", "a web page")]
    [InlineData("S00600004844521B\nS9030000FC\n", "a Motorola S-record file")]
    [InlineData("\u007FELF\u0001\u0001\0", "an ELF file")]
    [InlineData("version https://git-lfs.github.com/spec/v1\n", "a Git LFS pointer")]
    [InlineData("hello", "text without records")]
    [InlineData("\n\n", "text without records")]
    [InlineData("a\0b", "binary data")]
    public void A_file_of_another_kind_is_refused_by_name(string text, string looksLike)
    {
        Fault fault = Assert.Single(ReadHexText(text).Faults);

        Assert.Equal((FaultCode.HexNotAHexFile, new FilePlace("app.hex", 1)), (fault.Code, fault.Place));
        Assert.Equal(["app.hex", looksLike], fault.Arguments);
    }
}
