using IspRecipes.Devices.Images;
using static IspRecipes.Devices.Tests.Images.Some;

namespace IspRecipes.Devices.Tests.Images;

public class IntelHexWriterTests
{
    [Fact]
    public void Records_have_sixteen_bytes_and_start_on_multiples_of_sixteen()
    {
        Assert.Equal(
            [
                ":0300FD00000102FD",
                ":10010000030405060708090A0B0C0D0E0F10111247",
                ":0101100013DB",
                ":00000001FF",
            ],
            Lines(Image("a", 0xFD, Bytes(20))));
    }

    [Fact]
    public void Above_64_KiB_extended_linear_addresses_are_used()
    {
        Assert.Equal(
            [
                ":02FFFE00000100",
                ":020000040001F9",
                ":020000000203F9",
                ":020000040800F2",
                ":0100000007F8",
                ":00000001FF",
            ],
            Lines(MemoryImage.Merge([Image("a", 0xFFFE, 0, 1, 2, 3), Image("b", 0x08000000, 7)]).Image!));
    }

    [Fact]
    public void The_text_depends_on_the_bytes_alone_not_on_where_they_came_from()
    {
        MemoryImage whole = Image("a", 5, Bytes(40));
        MemoryImage parts = MemoryImage.Merge([whole.Clip(5, 17), Image("b", 17, Bytes(40)[12..])]).Image!;

        Assert.Equal(2, parts.Segments.Count);
        Assert.Equal(IntelHex.Write(whole), IntelHex.Write(parts));
    }

    [Fact]
    public void An_empty_image_is_an_end_record()
    {
        Assert.Equal(":00000001FF\n", IntelHex.Write(MemoryImage.Empty));
    }

    [Fact]
    public void The_last_byte_of_the_address_space_can_be_written_and_read()
    {
        string text = IntelHex.Write(Image("a", uint.MaxValue, 0x42));

        Assert.Equal(":02000004FFFFFC\n:01FFFF0042BF\n:00000001FF\n", text);
        Assert.Equal((uint.MaxValue, 1L << 32), (ReadHexText(text).Image!.Start, ReadHexText(text).Image!.End));
    }

    /// <summary>The lines of the file, each of which has to end in LF.</summary>
    private static string[] Lines(MemoryImage image)
    {
        string text = IntelHex.Write(image);
        Assert.DoesNotContain('\r', text);
        Assert.EndsWith("\n", text);
        return text[..^1].Split('\n');
    }
}
