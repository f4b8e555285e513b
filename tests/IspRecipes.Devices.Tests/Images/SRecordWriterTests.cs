using System.Text;
using IspRecipes.Devices.Images;
using static IspRecipes.Devices.Tests.Images.Some;

namespace IspRecipes.Devices.Tests.Images;

public class SRecordWriterTests
{
    [Fact]
    public void A_file_has_header_data_count_and_end()
    {
        Assert.Equal("S0030000FC\nS10570FE010289\nS10471000387\nS5030002FA\nS9030000FC\n", Write(Image("a", 0x70FE, 1, 2), Image("a", 0x7100, 3)));
    }

    [Theory]
    [InlineData(0xFFFFu, "S104FFFF07F6", "S9030000FC")]
    [InlineData(0x10000u, "S20501000007F2", "S804000000FB")]
    [InlineData(0xFFFFFFu, "S205FFFFFF07F6", "S804000000FB")]
    [InlineData(0x1000000u, "S3060100000007F1", "S70500000000FA")]
    [InlineData(uint.MaxValue, "S306FFFFFFFF07F6", "S70500000000FA")]
    public void All_records_have_the_shortest_addresses_that_reach_the_last_byte(uint address, string data, string end)
    {
        Assert.Equal($"S0030000FC\n{data}\nS5030001FB\n{end}\n", Write(Image("a", address, 7)));
    }

    [Fact]
    public void More_records_than_16_bits_count_are_counted_with_24()
    {
        string[] lines = Write(Image("a", 0, new byte[0x10000 * 16])).Split('\n');

        Assert.Equal("S604010000FA", lines[^3]);
    }

    [Fact]
    public void The_text_depends_on_the_bytes_alone()
    {
        MemoryImage whole = Image("a", 5, Bytes(40));

        Assert.Equal(Write(whole), Write(whole.Clip(5, 17), Image("b", 17, Bytes(40)[12..])));
    }

    private static string Write(params MemoryImage[] images) =>
        Encoding.ASCII.GetString(SRecord.Encode(MemoryImage.Merge(images).Image!));
}
