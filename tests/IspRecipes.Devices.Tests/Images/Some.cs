using System.Text;
using FsCheck;
using FsCheck.Fluent;
using IspRecipes.Devices.Images;

namespace IspRecipes.Devices.Tests.Images;

/// <summary>Images and HEX files for the tests.</summary>
internal static class Some
{
    public static MemoryRegion Flash { get; } = new("flash", 0, 0x8000, 128);

    /// <summary>An image of one run of bytes, from a file called <paramref name="name"/>.</summary>
    public static MemoryImage Image(string name, uint address, params byte[] bytes) =>
        new(address, bytes, new ImageSource(name));

    /// <summary>Bytes that differ from their neighbours and from 0xFF.</summary>
    public static byte[] Bytes(int count) => [.. Enumerable.Range(0, count).Select(index => (byte)(index % 251))];

    public static ImageResult ReadHex(params string[] lines) => ReadHexText(string.Join('\n', lines) + "\n");

    public static ImageResult ReadHexText(string text) => IntelHex.Read(Encoding.Latin1.GetBytes(text), "app.hex");

    /// <summary>The only fault of a file.</summary>
    public static Fault FaultOf(params string[] lines)
    {
        ImageResult result = ReadHex(lines);
        Assert.Null(result.Image);
        return Assert.Single(result.Faults);
    }

    /// <summary>Every byte of an image with its address.</summary>
    public static Dictionary<long, byte> ToBytes(this MemoryImage image) => image.Segments
        .SelectMany(segment => Enumerable.Range(0, segment.Bytes.Length)
            .Select(index => (Address: segment.Address + (long)index, Value: segment.Bytes.Span[index])))
        .ToDictionary(pair => pair.Address, pair => pair.Value);

    /// <summary>Sparse images anywhere in the address space, most of them near a 64 KiB border.</summary>
    public static Arbitrary<MemoryImage> AnyImage { get; } = ImageBelow(1L << 32).ToArbitrary();

    /// <summary>Sparse images with all bytes below <paramref name="end"/>, and gaps of all sizes.</summary>
    public static Gen<MemoryImage> ImageBelow(long end)
    {
        Gen<long> address = Gen.OneOf(
            Gen.Choose(0, 0x2FF).Select(value => (long)value),
            Gen.Choose(0xFE00, 0x101FF).Select(value => (long)value),
            Gen.Choose(0, int.MaxValue).Select(value => (long)value * 2),
            Gen.Choose(0, 0x1FF).Select(value => (1L << 32) - 1 - value));
        Gen<MemoryImage> run =
            from start in address
            from bytes in Gen.Choose(0, 255).Select(value => (byte)value).ArrayOf()
            from name in Gen.Elements("a.hex", "b.hex", "c.bin")
            select Image(name, (uint)(start % end), bytes[..(int)Math.Min(bytes.Length, end - start % end)]);
        return run.ListOf().Select(runs => MemoryImage.Merge(runs, OverlapWinner.First).Image!);
    }
}
