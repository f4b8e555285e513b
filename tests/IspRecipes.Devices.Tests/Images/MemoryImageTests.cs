using IspRecipes.Devices.Images;
using static IspRecipes.Devices.Tests.Images.Some;

namespace IspRecipes.Devices.Tests.Images;

public class MemoryImageTests
{
    [Fact]
    public void A_byte_is_found_by_its_address_and_a_gap_is_not()
    {
        MemoryImage image = MemoryImage.Merge([Image("a", 2, 10, 11), Image("b", 8, 12)]).Image!;

        Assert.True(image.TryGet(3, out byte value));
        Assert.Equal(11, value);
        Assert.True(image.TryGet(8, out value));
        Assert.Equal(12, value);
        Assert.All([0u, 1u, 4u, 7u, 9u, uint.MaxValue], address => Assert.False(image.TryGet(address, out _)));
        Assert.Equal((2u, 9L, 3L), (image.Start, image.End, image.ByteCount));
    }

    [Fact]
    public void A_large_image_of_small_records_is_one_segment()
    {
        byte[] bytes = Bytes(256 * 1024);

        MemoryImage image = ReadHexText(IntelHex.Write(Image("a", 0, bytes))).Image!;

        Assert.Equal(bytes, Assert.Single(image.Segments).Bytes.ToArray());
    }

    [Fact]
    public void A_clip_has_the_start_and_not_the_end_and_knows_its_lines()
    {
        MemoryImage image = ReadHex(":020000000102FB", ":020002000304F5", ":00000001FF").Image!;

        MemoryImage clip = image.Clip(1, 3);

        Assert.Equal([2, 3], Assert.Single(clip.Segments).Bytes.ToArray());
        Assert.Equal([1, 2], new[] { 1u, 2u }.Select(address => clip.PlaceOf(address)!.Value.Line));
        Assert.True(image.Clip(3, 3).IsEmpty);
        Assert.True(image.Clip(4, 100).IsEmpty);
    }

    [Fact]
    public void A_boot_section_is_cut_out_of_a_combined_file_by_its_region()
    {
        MemoryImage combined = MemoryImage.Merge([Image("a", 0, Bytes(300)), Image("a", 0x7000, Bytes(100))]).Image!;

        MemoryImage boot = combined.Clip(new MemoryRegion("boot section", 0x7000, 0x1000, 128));

        Assert.Equal((0x7000u, 100L), (boot.Start, boot.ByteCount));
    }

    [Fact]
    public void A_moved_image_still_knows_its_lines()
    {
        MemoryImage image = ReadHex(":020000000102FB", ":020002000304F5", ":00000001FF").Image!;

        MemoryImage moved = image.Offset(0x7000).Image!;

        Assert.Equal((0x7000u, 0x7004L), (moved.Start, moved.End));
        Assert.Equal(new FilePlace("app.hex", 2), moved.PlaceOf(0x7003));
        Assert.Equal(image.ToBytes(), moved.Offset(-0x7000).Image!.ToBytes());
    }

    [Fact]
    public void Two_pieces_of_a_file_moved_together_still_know_their_lines()
    {
        MemoryImage image = ReadHex(":020000000102FB", ":0100100005EA", ":00000001FF").Image!;

        MemoryImage closedUp = MemoryImage.Merge([image.Clip(0, 2), image.Clip(16, 17).Offset(-14).Image!]).Image!;

        Assert.Equal([1, 1, 2], new[] { 0u, 1u, 2u }.Select(address => closedUp.PlaceOf(address)!.Value.Line));
    }

    [Theory]
    [InlineData(-17)]
    [InlineData(0xFFFF_FFED)]
    [InlineData(long.MinValue)]
    [InlineData(long.MaxValue)]
    public void An_offset_out_of_the_address_space_is_a_fault(long offset)
    {
        ImageResult result = Image("a.bin", 16, 1, 2, 3, 4).Offset(offset);

        Fault fault = Assert.Single(result.Faults);
        Assert.False(result.Succeeded);
        Assert.Equal((FaultCode.ImageOffsetOutOfRange, new FilePlace("a.bin")), (fault.Code, fault.Place));
        Assert.Equal(["a.bin", offset, 16u, 19u], fault.Arguments);
    }

    [Theory]
    [InlineData(-16)]
    [InlineData(0xFFFF_FFEC)]
    public void An_offset_to_the_very_end_of_the_address_space_is_allowed(long offset)
    {
        Assert.True(Image("a.bin", 16, 1, 2, 3, 4).Offset(offset).Succeeded);
    }

    [Fact]
    public void Fill_fills_gaps_and_nothing_else()
    {
        MemoryImage image = MemoryImage.Merge([Image("a", 2, 10), Image("b", 5, 11)]).Image!;

        MemoryImage filled = image.Fill(1, 6, 0xEE);

        Assert.Equal([0xEE, 10, 0xEE, 0xEE, 11], Enumerable.Range(1, 5).Select(address => filled.ToBytes()[address]));
        Assert.Equal(5, filled.ByteCount);
        Assert.Equal("fill", filled.PlaceOf(1)!.Value.File);
        Assert.Equal("b", filled.PlaceOf(5)!.Value.File);
    }

    [Fact]
    public void Fill_over_a_whole_memory_makes_every_page_complete()
    {
        MemoryImage filled = Image("a", 5, 1, 2, 3).Fill(Flash, 0xFF);

        Assert.Equal(256, filled.Paginate(Flash).Count());
        Assert.All(filled.Paginate(Flash), page => Assert.True(page.IsComplete));
    }

    [Fact]
    public void Bytes_past_the_memory_are_one_fault_for_each_file()
    {
        MemoryImage hex = ReadHex(":020000040001F9", ":017FFF000180", ":00000001FF").Image!;
        MemoryImage image = MemoryImage.Merge(
            [Image("a.bin", 0x7FFF, 1, 2), hex, Image("b.bin", 0, 1), Image("a.bin", 0x9000, 3)]).Image!;

        IReadOnlyList<Fault> faults = image.FindBeyond(Flash);

        Assert.All(faults, fault => Assert.Equal(FaultCode.ImageBeyondMemory, fault.Code));
        Assert.Contains(faults, fault => fault.Place == new FilePlace("app.hex", 2));
        Assert.Equal(["a.bin", 0x8000u, "flash", 0x7FFFu], faults[0].Arguments);
        Assert.Empty(image.Clip(Flash).FindBeyond(Flash));
    }

    [Fact]
    public void Bytes_before_the_memory_are_beyond_it_too()
    {
        MemoryRegion boot = new("boot section", 0x7000, 0x1000, 128);

        Fault fault = Assert.Single(Image("a.bin", 0x6FFF, 1, 2).FindBeyond(boot));

        Assert.Equal(0x6FFFu, fault.Arguments[1]);
    }
}
