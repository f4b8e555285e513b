using IspRecipes.Devices.Images;
using static IspRecipes.Devices.Tests.Images.Some;

namespace IspRecipes.Devices.Tests.Images;

public class ImageMergeTests
{
    [Fact]
    public void An_application_and_a_bootloader_beside_it_are_one_image()
    {
        MemoryImage merged = MemoryImage.Merge([Image("app", 0, Bytes(300)), Image("boot", 0x7000, 1, 2)]).Image!;

        Assert.Equal(302, merged.ByteCount);
        Assert.Equal("app", merged.PlaceOf(0)!.Value.File);
        Assert.Equal("boot", merged.PlaceOf(0x7001)!.Value.File);
    }

    [Fact]
    public void Different_bytes_at_an_address_are_a_fault_that_names_both_files_and_the_range()
    {
        MemoryImage application = ReadHex(":020000000102FB", ":020002000304F5", ":00000001FF").Image!;

        ImageResult result = MemoryImage.Merge([application, Image("boot.bin", 1, 2, 9, 9, 9)]);

        Fault fault = Assert.Single(result.Faults);
        Assert.Null(result.Image);
        Assert.Equal((FaultCode.ImageOverlap, new FilePlace("boot.bin")), (fault.Code, fault.Place));
        Assert.Equal(["app.hex", "boot.bin", 2u, 3u, 2L, 2], fault.Arguments);
    }

    [Fact]
    public void Two_files_that_overlap_in_many_places_are_one_fault()
    {
        MemoryImage combined = MemoryImage.Merge([Image("a", 0, Bytes(64))]).Image!;
        ImageSource comb = new("comb");
        MemoryImage other = MemoryImage.Merge(
            Enumerable.Range(0, 8).Select(index => new MemoryImage((uint)index * 8, new byte[] { 0xFF }, comb))).Image!;

        Fault fault = Assert.Single(MemoryImage.Merge([combined, other]).Faults);

        Assert.Equal(["a", "comb", 0u, 56u, 8L, 0], fault.Arguments);
    }

    [Fact]
    public void Each_pair_of_files_that_overlap_is_told()
    {
        ImageResult result = MemoryImage.Merge([Image("a", 0, 1, 2), Image("b", 1, 3, 4), Image("c", 0, 9, 9, 9)]);

        Assert.Equal(
            [("a", "b"), ("a", "c"), ("b", "c")],
            result.Faults.Select(fault => ((string)fault.Arguments[0], (string)fault.Arguments[1])));
    }

    [Fact]
    public void Equal_bytes_are_no_overlap()
    {
        MemoryImage merged = MemoryImage.Merge([Image("a", 0, 1, 2, 3), Image("b", 1, 2, 3, 4)]).Image!;

        Assert.Equal([1, 2, 3, 4], merged.ToBytes().OrderBy(pair => pair.Key).Select(pair => pair.Value));
        Assert.Equal(["a", "b"], merged.Segments.Select(segment => segment.Source.Name));
    }

    [Theory]
    [InlineData(OverlapWinner.First, new byte[] { 1, 2, 3, 9, 9 })]
    [InlineData(OverlapWinner.Last, new byte[] { 1, 9, 9, 9, 9 })]
    public void The_recipe_may_say_who_wins(OverlapWinner winner, byte[] expected)
    {
        MemoryImage merged = MemoryImage.Merge([Image("a", 0, 1, 2, 3), Image("b", 1, 9, 9, 9, 9)], winner).Image!;

        Assert.Equal(expected, merged.ToBytes().OrderBy(pair => pair.Key).Select(pair => pair.Value));
    }

    [Fact]
    public void A_winner_in_the_middle_splits_the_loser()
    {
        MemoryImage merged = MemoryImage.Merge([Image("a", 0, 1, 1, 1, 1), Image("b", 1, 2, 2)], OverlapWinner.Last).Image!;

        Assert.Equal([(0u, "a"), (1u, "b"), (3u, "a")], merged.Segments.Select(segment => (segment.Address, segment.Source.Name)));
    }

    [Fact]
    public void Nothing_merged_is_nothing()
    {
        Assert.True(MemoryImage.Merge([]).Image!.IsEmpty);
        Assert.True(MemoryImage.Merge([MemoryImage.Empty, MemoryImage.Empty]).Image!.IsEmpty);
    }
}
