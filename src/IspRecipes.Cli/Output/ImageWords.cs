using IspRecipes.Devices.Images;

namespace IspRecipes.Cli.Output;

/// <summary>Images in words and as data, the same in every output.</summary>
internal static class ImageWords
{
    /// <summary>Both ends included, as ranges are told everywhere.</summary>
    public static string Range(uint first, long end) => $"{HexAddress.Of(first)}-{HexAddress.Of(end - 1)}";

    public static string Crc(MemoryImage image) => $"{Crc32.Of(image):x8}";

    public static string Of(ImageFormat format) => format switch
    {
        ImageFormat.IntelHex => "Intel HEX",
        ImageFormat.SRecord => "Motorola S-record",
        ImageFormat.Elf => "ELF",
        _ => "raw binary",
    };

    public static string Word(ImageFormat format) => format switch
    {
        ImageFormat.IntelHex => "hex",
        ImageFormat.SRecord => "srec",
        ImageFormat.Elf => "elf",
        _ => "bin",
    };

    /// <summary>The runs of an image without a gap, whatever files they came from.</summary>
    public static IReadOnlyList<(uint First, long End)> Runs(MemoryImage image)
    {
        List<(uint First, long End)> runs = [];
        foreach (ImageSegment segment in image.Segments)
        {
            if (runs.Count > 0 && runs[^1].End == segment.Address)
            {
                runs[^1] = (runs[^1].First, segment.End);
            }
            else
            {
                runs.Add((segment.Address, segment.End));
            }
        }

        return runs;
    }
}
