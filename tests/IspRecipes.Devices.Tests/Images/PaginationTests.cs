using IspRecipes.Devices.Images;
using static IspRecipes.Devices.Tests.Images.Some;

namespace IspRecipes.Devices.Tests.Images;

public class PaginationTests
{
    [Fact]
    public void A_page_with_holes_has_0xFF_there_and_says_so()
    {
        Page page = Assert.Single(MemoryImage.Merge([Image("a", 130, 1, 2), Image("b", 140, 3)]).Image!.Paginate(Flash));

        Assert.Equal(128u, page.Address);
        Assert.Equal([new ByteRun(2, 2), new ByteRun(12, 1)], page.Covered);
        Assert.False(page.IsComplete);
        Assert.False(page.IsBlank);
        Assert.Equal([0xFF, 0xFF, 1, 2, 0xFF], page.Bytes[..5].ToArray());
        Assert.Equal(128, page.Bytes.Length);
    }

    [Fact]
    public void A_page_laid_over_what_the_chip_holds_keeps_it_in_the_holes()
    {
        Page page = Assert.Single(Image("a", 130, 1, 2).Paginate(Flash));

        byte[] over = page.Over(Bytes(128));

        Assert.Equal([0, 1, 1, 2, 4, 5], over[..6]);
        Assert.Equal(Bytes(128)[4..], over[4..]);
    }

    [Fact]
    public void A_page_of_two_files_is_complete()
    {
        MemoryImage image = MemoryImage.Merge([Image("a", 0, Bytes(100)), Image("b", 100, Bytes(28))]).Image!;

        Assert.True(Assert.Single(image.Paginate(Flash)).IsComplete);
    }

    [Fact]
    public void A_page_of_nothing_but_0xFF_is_blank_with_holes_or_without()
    {
        byte[] blank = [.. Enumerable.Repeat((byte)0xFF, 128 + 3)];

        Assert.Equal(
            [(true, true), (true, false)],
            Image("a", 0, blank).Paginate(Flash).Select(page => (page.IsBlank, page.IsComplete)));
    }

    [Fact]
    public void Pages_without_a_byte_of_the_image_are_left_out()
    {
        MemoryImage image = MemoryImage.Merge([Image("app", 0, Bytes(129)), Image("boot", 0x7FFF, 1)]).Image!;

        Assert.Equal([0u, 128u, 0x7F80u], image.Paginate(Flash).Select(page => page.Address));
    }

    [Fact]
    public void A_memory_without_pages_is_cut_into_bytes()
    {
        MemoryRegion eeprom = new("eeprom", 0, 512, 1);

        Assert.Equal([3u, 4u], Image("a", 3, 7, 8).Paginate(eeprom).Select(page => page.Address));
    }
}
