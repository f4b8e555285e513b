using IspRecipes.Devices.Images;
using IspRecipes.Devices.Programmers;
using IspRecipes.Engine.Steps.Differences;

namespace IspRecipes.Engine.Tests.Steps;

/// <summary>The comparison of a memory is a function of what it held and what it shall hold.</summary>
public class MemoryGoalTests
{
    private static readonly MemoryRegion Flash = new("flash", 0, 0x1000, 128);

    [Fact]
    public void A_memory_that_holds_the_image_differs_in_nothing()
    {
        byte[] program = Firmware.Program(300);
        MemoryGoal goal = Goal(RestOfMemory.Untouched, (0x200, program));

        MemoryDifference difference = goal.Compare(Held((0x200, program), (0x800, [1, 2, 3])));

        Assert.Empty(difference.Changed);
        Assert.Empty(difference.Lost);
    }

    [Fact]
    public void Bytes_that_differ_are_counted_and_the_first_and_last_are_named()
    {
        byte[] program = Firmware.Program(300);
        byte[] held = [.. program];
        held[7] ^= 0xFF;
        held[250] ^= 0x01;

        RangeDifference range = Assert.Single(Goal(RestOfMemory.Untouched, (0x200, program)).Compare(Held((0x200, held))).Changed);

        Assert.Equal(new RangeDifference(0x200, 0x32B, 300, RangeChange.Differs, 2, 0x207, 0x2FA), range);
    }

    [Fact]
    public void Blank_flash_is_written_and_an_image_of_0xFF_erases()
    {
        byte[] program = [.. Enumerable.Repeat((byte)0x55, 64)];
        byte[] blank = [.. Enumerable.Repeat((byte)0xFF, 64)];

        MemoryDifference difference = Goal(RestOfMemory.Untouched, (0, program), (0x400, blank)).Compare(Held((0x410, [1, 2])));

        Assert.Equal(
            [
                new RangeDifference(0, 0x3F, 64, RangeChange.Written, 64, 0, 0x3F),
                new RangeDifference(0x400, 0x43F, 64, RangeChange.Erased, 2, 0x410, 0x411),
            ],
            difference.Changed);
    }

    [Fact]
    public void Gaps_of_less_than_a_page_part_no_ranges_and_are_not_counted()
    {
        byte[] four = [1, 2, 3, 4];

        MemoryDifference difference = Goal(RestOfMemory.Untouched, (0x100, four), (0x128, four), (0x300, four)).Compare(Held());

        Assert.Equal([(0x100u, 0x12Bu, 8L), (0x300u, 0x303u, 4L)], difference.Changed.Select(range => (range.First, range.Last, range.Bytes)));
    }

    [Fact]
    public void What_the_image_does_not_name_is_lost_to_an_erase_where_it_is_not_blank()
    {
        (int, byte[])[] held = [(0, [1, 2]), (0x400, [1, 0xFF, 3])];
        (int, byte[]) image = (0, [1, 2]);

        MemoryDifference erased = Goal(RestOfMemory.Erased, image).Compare(Held(held));

        Assert.Empty(erased.Changed);
        Assert.Equal(new RangeDifference(0x400, 0x402, 2, RangeChange.Lost, 2, 0x400, 0x402), Assert.Single(erased.Lost));
        Assert.Empty(Goal(RestOfMemory.Spared, image).Compare(Held(held)).Lost);
        Assert.Empty(Goal(RestOfMemory.Kept, image).Compare(Held(held)).Lost);
    }

    [Fact]
    public void Only_pages_that_the_image_names_are_read_unless_the_rest_would_be_lost()
    {
        MemoryGoal goal = Goal(RestOfMemory.Erased, (0x105, [1]), (0x190, [1, 2]), (0x800, [1]));

        Assert.Equal([(0x100u, 0x100), (0x800u, 0x80)], goal.Stretches(withRest: false));
        Assert.Equal([(0u, 0x1000)], goal.Stretches(withRest: true));
        Assert.Equal([(0x100u, 0x100), (0x800u, 0x80)], (goal with { Rest = RestOfMemory.Spared }).Stretches(withRest: true));
    }

    [Fact]
    public void A_region_that_begins_elsewhere_keeps_its_addresses()
    {
        var region = new MemoryRegion("flash", 0x08000000, 0x1000, 1024);
        MemoryGoal goal = new(AvrMemory.Flash, region, MemoryGoal.Named(region, new MemoryImage(0x08000404, new byte[] { 9 }, new ImageSource("a")).Paginate(region)), RestOfMemory.Untouched);

        Assert.Equal([(0x08000400u, 0x400)], goal.Stretches(withRest: true));
        Assert.Equal(0x08000404u, Assert.Single(goal.Compare(Held()).Changed).First);
    }

    private static MemoryGoal Goal(RestOfMemory rest, params (int At, byte[] Bytes)[] image)
    {
        byte?[] wanted = new byte?[Flash.Size];
        foreach ((int at, byte[] bytes) in image)
        {
            for (int index = 0; index < bytes.Length; index++)
            {
                wanted[at + index] = bytes[index];
            }
        }

        return new MemoryGoal(AvrMemory.Flash, Flash, wanted, rest);
    }

    private static byte[] Held(params (int At, byte[] Bytes)[] content)
    {
        byte[] held = [.. Enumerable.Repeat((byte)0xFF, (int)Flash.Size)];
        foreach ((int at, byte[] bytes) in content)
        {
            bytes.CopyTo(held, at);
        }

        return held;
    }
}
