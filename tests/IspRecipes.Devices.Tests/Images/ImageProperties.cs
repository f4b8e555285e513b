using FsCheck;
using FsCheck.Fluent;
using IspRecipes.Devices.Images;
using static IspRecipes.Devices.Tests.Images.Some;

namespace IspRecipes.Devices.Tests.Images;

public class ImageProperties
{
    [Fact]
    public void What_is_written_as_HEX_is_read_back()
    {
        Prop.ForAll(AnyImage, image => image.IsEmpty || Same(image, ReadHexText(IntelHex.Write(image)).Image!))
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void What_is_written_as_S_records_is_read_back()
    {
        Prop.ForAll(AnyImage, image => image.IsEmpty || Same(image, SRecord.Read(SRecord.Encode(image), "a").Image!))
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Every_byte_read_knows_the_line_that_has_it()
    {
        Prop.ForAll(ImageBelow(0x20000).ToArbitrary(), image =>
        {
            string[] lines = System.Text.Encoding.ASCII.GetString(SRecord.Encode(image)).Split('\n');
            MemoryImage read = image.IsEmpty ? image : SRecord.Read(SRecord.Encode(image), "a").Image!;
            return read.ToBytes().Keys.All(address => LineHolds(lines[read.PlaceOf((uint)address)!.Value.Line - 1], address));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Pages_cover_each_byte_once()
    {
        MemoryRegion region = new("flash", 0x100, 0x20000, 128);
        Prop.ForAll(ImageBelow(0x20200).ToArbitrary(), image =>
        {
            Page[] pages = [.. image.Paginate(region)];
            long[] covered =
            [
                .. from page in pages
                   from run in page.Covered
                   from index in Enumerable.Range(run.Start, run.Length)
                   select page.Address + (long)index,
            ];
            Dictionary<long, byte> expected = image.Clip(region).ToBytes();
            return covered.SequenceEqual(expected.Keys.Order())
                && pages.All(page => (page.Address - region.Start) % 128 == 0 && page.Bytes.Length == 128)
                && pages.All(page => Enumerable.Range(0, 128).All(
                    index => page.Bytes.Span[index] == expected.GetValueOrDefault(page.Address + index, (byte)0xFF)));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void The_order_of_images_that_do_not_overlap_does_not_matter()
    {
        Prop.ForAll(AnyImage, AnyImage, (one, other) =>
        {
            other = Without(other, one);
            return Same(MemoryImage.Merge([one, other]).Image!, MemoryImage.Merge([other, one]).Image!);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_merge_is_a_fault_exactly_where_bytes_differ()
    {
        Prop.ForAll(ImageBelow(0x300).ToArbitrary(), ImageBelow(0x300).ToArbitrary(), (one, other) =>
        {
            Dictionary<long, byte> bytes = one.ToBytes();
            bool differ = other.ToBytes().Any(pair => bytes.TryGetValue(pair.Key, out byte value) && value != pair.Value);
            return MemoryImage.Merge([one, other]).Succeeded != differ;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void The_winner_has_all_its_bytes_and_the_loser_the_rest()
    {
        Prop.ForAll(ImageBelow(0x300).ToArbitrary(), ImageBelow(0x300).ToArbitrary(), (one, other) =>
        {
            Dictionary<long, byte> expected = one.ToBytes();
            foreach ((long address, byte value) in other.ToBytes())
            {
                expected[address] = value;
            }

            return Same(MemoryImage.Merge([one, other], OverlapWinner.Last).Image!, expected)
                && Same(MemoryImage.Merge([other, one], OverlapWinner.First).Image!, expected);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Segments_are_ascending_and_never_overlap()
    {
        Prop.ForAll(AnyImage, image => image.Segments.Zip(image.Segments.Skip(1))
            .All(pair => pair.First.End <= pair.Second.Address && pair.First.Bytes.Length > 0)).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void No_bytes_crash_the_reader_and_none_are_read_without_an_image_or_a_fault()
    {
        Prop.ForAll<byte[]>(bytes => Answers(bytes)).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void No_damage_to_a_HEX_file_crashes_the_reader()
    {
        Gen<byte[]> damaged =
            from image in ImageBelow(0x20000)
            let file = System.Text.Encoding.ASCII.GetBytes(IntelHex.Write(image))
            from at in Gen.Choose(0, file.Length - 1)
            from with in Gen.OneOf(Gen.Elements(":0123456789ABCDEF\r\n ".Select(letter => (byte)letter)), Gen.Choose(0, 255).Select(value => (byte)value))
            from cut in Gen.Elements(0, 1, 2)
            select (byte[])[.. file[..at], .. cut == 1 ? [] : new[] { with }, .. file[Math.Min(at + cut, file.Length)..]];
        Prop.ForAll(damaged.ToArbitrary(), bytes => Answers(bytes)).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void One_changed_digit_of_an_S_record_never_gives_other_bytes()
    {
        MemoryImage image = Image("a", 0xFFE0, Bytes(100));
        byte[] file = SRecord.Encode(image);
        for (int at = 0; at < file.Length; at++)
        {
            if (file[at] is not (byte)'\n')
            {
                byte[] damaged = [.. file];
                damaged[at] = damaged[at] == '0' ? (byte)'1' : (byte)'0';
                Assert.True(SRecord.Read(damaged, "a").Image is not MemoryImage read || Same(read, image), $"changed character {at}");
            }
        }
    }

    [Fact]
    public void One_changed_digit_of_a_record_is_always_found()
    {
        byte[] file = System.Text.Encoding.ASCII.GetBytes(IntelHex.Write(Image("a", 0xFFE0, Bytes(100))));
        for (int at = 0; at < file.Length; at++)
        {
            if (file[at] is not (byte)'\n')
            {
                byte[] damaged = [.. file];
                damaged[at] = damaged[at] == '0' ? (byte)'1' : (byte)'0';
                Assert.False(IntelHex.Read(damaged, "a").Succeeded, $"changed character {at}");
            }
        }
    }

    private static bool Answers(byte[] bytes)
    {
        ImageResult[] results = [IntelHex.Read(bytes, "a"), SRecord.Read(bytes, "a"), ImageFile.Read(bytes, "a"), ImageFile.Read(bytes, "a", ImageFormat.Elf)];
        return results.All(result => result.Succeeded == (result.Faults.Count == 0));
    }

    private static bool LineHolds(string line, long address)
    {
        int digits = line[1] == '1' ? 4 : 6;
        long start = Convert.ToInt64(line.Substring(4, digits), 16);
        int length = Convert.ToInt32(line.Substring(2, 2), 16) - digits / 2 - 1;
        return line[1] is '1' or '2' && address >= start && address < start + length;
    }

    private static bool Same(MemoryImage one, MemoryImage other) => Same(one, other.ToBytes());

    private static bool Same(MemoryImage image, Dictionary<long, byte> bytes) =>
        image.ByteCount == bytes.Count && image.ToBytes().All(pair => bytes.TryGetValue(pair.Key, out byte value) && value == pair.Value);

    private static MemoryImage Without(MemoryImage image, MemoryImage taken)
    {
        HashSet<long> addresses = [.. taken.ToBytes().Keys];
        return MemoryImage.Merge(
            image.ToBytes().Where(pair => !addresses.Contains(pair.Key))
                .Select(pair => Image("d.hex", (uint)pair.Key, pair.Value))).Image!;
    }
}
