using System.Text;
using IspRecipes.Devices.Images;

namespace IspRecipes.Devices.Tests.Images;

public class ImageFileTests
{
    private static readonly byte[] Hex = Encoding.ASCII.GetBytes(":0100000011EE\n:00000001FF\n");

    [Fact]
    public void A_HEX_file_is_known_by_its_content()
    {
        Assert.Equal([0x11], ImageFile.Read(Hex, "app").Image!.Segments[0].Bytes.ToArray());
    }

    [Fact]
    public void Anything_else_is_a_raw_binary_at_the_address_given()
    {
        MemoryImage image = ImageFile.Read(new byte[] { 0x0C, 0x94, 0, 0 }, "app.bin", address: 0x7000).Image!;

        Assert.Equal((0x7000u, 4L), (image.Start, image.ByteCount));
        Assert.Equal(new FilePlace("app.bin"), image.PlaceOf(0x7003));
    }

    [Fact]
    public void The_recipe_s_format_counts_for_more_than_the_content()
    {
        Assert.Equal(Hex.Length, ImageFile.Read(Hex, "app", ImageFormat.Binary).Image!.ByteCount);
        Assert.False(ImageFile.Read(new byte[] { 0x0C, 0x94 }, "app", ImageFormat.IntelHex).Succeeded);
    }

    [Theory]
    [InlineData("\uFEFF:0100000011EE")]
    [InlineData("\r\n :0100000011EE")]
    [InlineData("<html>")]
    [InlineData("S-records are lines of text")]
    [InlineData("Über: liesmich, größer als nötig ✓")]
    [InlineData("PK\u0003\u0004\0\0")]
    [InlineData("UF2\n\0")]
    [InlineData("DfuSe\u0001\0")]
    [InlineData("Größe: 28672 Byte")]
    [InlineData("<!DOCTYPE html>\u0001\0")]
    [InlineData(":01\0\u0001")]
    [InlineData("")]
    public void What_is_evidently_no_firmware_is_never_taken_for_a_raw_binary(string content)
    {
        Assert.Equal(ImageFormat.IntelHex, ImageFile.Detect(Encoding.UTF8.GetBytes(content)));
        Assert.False(ImageFile.Read(Encoding.UTF8.GetBytes(content), "app").Succeeded);
    }

    [Theory]
    [InlineData(":0100000011EE\r\n")]
    [InlineData("S104000011EA\r\n")]
    public void A_text_file_that_PowerShell_redirected_is_refused(string content)
    {
        byte[] file = [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(content)];

        Fault fault = Assert.Single(ImageFile.Read(file, "app.hex").Faults);

        Assert.Equal((FaultCode.HexNotAHexFile, "text in UTF-16"), (fault.Code, fault.Arguments[1]));
    }

    [Fact]
    public void A_text_longer_than_what_is_looked_at_is_text_wherever_its_characters_are_cut()
    {
        for (int shift = 0; shift < 4; shift++)
        {
            string text = new string('a', shift) + string.Concat(Enumerable.Repeat("文", 2000));

            Assert.Equal(ImageFormat.IntelHex, ImageFile.Detect(Encoding.UTF8.GetBytes(text)));
        }
    }

    // rjmp to word 0x3B and 0x3D: the reset vectors of small parts, whose low bytes are ':' and '<'.
    [Theory]
    [InlineData(0x3A)]
    [InlineData(0x3C)]
    public void A_raw_program_may_begin_with_a_byte_that_is_also_a_letter(byte first)
    {
        Assert.Equal(ImageFormat.Binary, ImageFile.Detect([first, 0xC0, 0x18, 0x95]));
    }

    [Fact]
    public void Raw_bytes_that_are_no_text_are_a_raw_binary()
    {
        Assert.Equal(ImageFormat.Binary, ImageFile.Detect([0xFF]));
        Assert.Equal(ImageFormat.Binary, ImageFile.Detect([.. Enumerable.Repeat((byte)0xFF, 8192)]));
    }

    [Theory]
    [InlineData("\uFEFF:0100000011EE\n:00000001FF\n")]
    [InlineData("\uFEFFS104000011EA\nS9030000FC\n")]
    public void A_byte_order_mark_is_told_since_others_drop_its_line(string content)
    {
        ImageResult read = ImageFile.Read(Encoding.UTF8.GetBytes(content), "app.hex");

        Assert.Equal((FaultCode.ByteOrderMark, new FilePlace("app.hex", 1, 1)), (Assert.Single(read.Faults).Code, read.Faults[0].Place));
    }

    [Fact]
    public void An_empty_binary_is_refused()
    {
        Fault fault = Assert.Single(RawBinary.Read(ReadOnlyMemory<byte>.Empty, "app.bin").Faults);

        Assert.Equal((FaultCode.FileEmpty, new FilePlace("app.bin")), (fault.Code, fault.Place));
        Assert.Equal(["app.bin"], fault.Arguments);
    }

    [Fact]
    public void A_binary_past_the_address_space_is_refused()
    {
        Assert.Equal(
            FaultCode.ImageOffsetOutOfRange,
            Assert.Single(RawBinary.Read(new byte[17], "app.bin", 0xFFFFFFF0).Faults).Code);
    }

    [Theory]
    [InlineData(":0100000011EE\n:00000001FF\n", ImageFormat.IntelHex)]
    [InlineData("\r\n :0100000011EE", ImageFormat.IntelHex)]
    [InlineData("S104000011EA\nS9030000FC\n", ImageFormat.SRecord)]
    [InlineData("\r\nS00600004844521B", ImageFormat.SRecord)]
    [InlineData("\u007FELF\u0001\u0001", ImageFormat.Elf)]
    [InlineData("S104\u0001\u0002", ImageFormat.SRecord)]
    [InlineData("S1\u0001\u0002", ImageFormat.Binary)]
    [InlineData("\u000c\u0011", ImageFormat.Binary)]
    public void A_format_is_known_by_the_first_bytes_not_by_the_name(string content, ImageFormat format)
    {
        Assert.Equal(format, ImageFile.Inspect(Encoding.ASCII.GetBytes(content), "firmware.eep").Format);
    }

    [Theory]
    [InlineData("", 0u)]
    [InlineData(":02000004008179\n", 0u)]
    public void An_EEPROM_file_starts_at_the_EEPROM_s_first_byte_however_objcopy_placed_it(string baseRecord, uint expected)
    {
        byte[] file = Encoding.ASCII.GetBytes($"{baseRecord}:0100000011EE\n:00000001FF\n");

        MemoryImage image = ImageFile.Read(file, "app.eep", space: MemorySpace.Eeprom).Image!;

        Assert.Equal((expected, 1L), (image.Start, image.ByteCount));
        Assert.Equal(baseRecord.Length == 0 ? 1 : 2, image.PlaceOf(0)!.Value.Line);
    }

    [Fact]
    public void A_HEX_file_of_several_memories_gives_the_EEPROM_alone_or_all_of_it()
    {
        byte[] file = Encoding.ASCII.GetBytes(":0100000011EE\n:02000004008179\n:020005002233A4\n:00000001FF\n");
        ImageInspection inspection = ImageFile.Inspect(file, "all.hex");

        Assert.Equal([0x11, 0x22, 0x33], inspection.Take().Image!.ToBytes().Values.Select(value => (int)value));
        Assert.Equal((5u, 2L), (inspection.Take(MemorySpace.Eeprom).Image!.Start, inspection.Take(MemorySpace.Eeprom).Image!.ByteCount));
    }

    [Fact]
    public void A_damaged_file_still_tells_its_record_types_and_line_ends()
    {
        ImageInspection file = ImageFile.Inspect(
            Encoding.ASCII.GetBytes(":0100000011EE\r\n:00000001FF\r\n:0100010022DC\r\n"), "pasted.hex");

        Assert.Equal(FaultCode.HexDataAfterEndOfFile, Assert.Single(file.Faults).Code);
        Assert.Equal(LineEndings.CrLf, file.LineEndings);
        Assert.Equal([("00", "data", 1), ("01", "end of file", 1)], file.Records.Select(record => (record.Type, record.Meaning, record.Count)));
        Assert.Empty(file.Images);
    }

    [Theory]
    [InlineData(":0100000011EE\n:01FFFF0042BF\n:02000004FFFFFC\n:01FFFF0042BF\n:00000001FF\n")]
    [InlineData("S104000011EA\nS306FFFFFFFF42BB\nS9030000FC\n")]
    public void A_tiny_file_with_addresses_4_GiB_apart_takes_no_memory(string text)
    {
        byte[] file = Encoding.ASCII.GetBytes(text);
        ImageFile.Read(file, "app"); // what is made once is made now

        long before = GC.GetAllocatedBytesForCurrentThread();
        MemoryImage image = ImageFile.Read(file, "app").Image!;
        MemoryImage merged = MemoryImage.Merge([image, image.Clip(0, 0x10000)]).Image!;
        byte[] hex = IntelHex.Encode(merged);
        byte[] srec = SRecord.Encode(merged);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(1L << 32, merged.End);
        Assert.True(hex.Length + srec.Length < 400);
        Assert.True(allocated < 64 * 1024, $"{allocated} bytes");
    }

    [Fact]
    public void Memory_for_a_large_file_is_a_small_multiple_of_it()
    {
        byte[] file = IntelHex.Encode(new MemoryImage(0x08000000, Some.Bytes(500_000), new ImageSource("a")));
        ImageFile.Read(file, "app");

        long before = GC.GetAllocatedBytesForCurrentThread();
        MemoryImage image = ImageFile.Read(file, "app").Image!;
        long read = GC.GetAllocatedBytesForCurrentThread() - before;
        byte[] again = IntelHex.Encode(image);
        long written = GC.GetAllocatedBytesForCurrentThread() - before - read;

        Assert.Equal(file, again);
        Assert.True(read < file.Length, $"{read} bytes to read {file.Length}");
        Assert.True(written < 3 * file.Length, $"{written} bytes to write {file.Length}");
    }
}
