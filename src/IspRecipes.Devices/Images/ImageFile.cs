using System.Buffers;

namespace IspRecipes.Devices.Images;

public enum ImageFormat
{
    IntelHex,
    Binary,
}

/// <summary>Reads an image from the bytes of a file, whatever its format.</summary>
public static class ImageFile
{
    /// <summary>As much of a file as tells its format.</summary>
    private const int Beginning = 4096;

    private static readonly SearchValues<byte> s_textBytes = SearchValues.Create(
        [(byte)'\t', (byte)'\n', (byte)'\r', .. Enumerable.Range(0x20, 0x7F - 0x20).Select(value => (byte)value)]);

    private static readonly (byte[] Magic, string Description)[] s_strangers =
    [
        ([0x7F, .. "ELF"u8], "an ELF file"),
        ([.. "PK\u0003\u0004"u8], "a ZIP archive"),
        ([0x1F, 0x8B], "a gzip archive"),
        ([.. "UF2\n"u8], "a UF2 file"),
        ([.. "S0"u8], "a Motorola S-record file"),
        ([.. "<"u8], "a web page"),
        ([.. "version https://git-lfs"u8], "a Git LFS pointer"),
    ];

    /// <summary>Reads an image.</summary>
    /// <param name="content">The whole file.</param>
    /// <param name="name">The path as the user gave it.</param>
    /// <param name="format">Null to tell it from the content.</param>
    /// <param name="address">Byte address of the first byte of a raw binary; a HEX file has its own addresses.</param>
    public static ImageResult Read(
        ReadOnlyMemory<byte> content, string name, ImageFormat? format = null, uint address = 0) =>
        (format ?? Detect(content.Span)) == ImageFormat.Binary
            ? RawBinary.Read(content, name, address)
            : IntelHex.Read(content.Span, name);

    /// <summary>
    /// The format of a file. What is evidently no firmware (an ELF file, a web page, any other text) counts as Intel
    /// HEX, whose reader refuses it: a mistaken file must not be flashed as raw bytes.
    /// </summary>
    public static ImageFormat Detect(ReadOnlySpan<byte> content)
    {
        bool evidentlyText = !content[..Math.Min(content.Length, Beginning)].ContainsAnyExcept(s_textBytes);
        bool startsWithRecord = content.TrimStart("\uFEFF \t\r\n"u8).StartsWith((byte)':');
        return evidentlyText || startsWithRecord || Describe(content) is not null ? ImageFormat.IntelHex : ImageFormat.Binary;
    }

    /// <summary>What a file is by its first bytes, where that is neither Intel HEX nor raw; null for any other.</summary>
    internal static string? Describe(ReadOnlySpan<byte> content)
    {
        foreach ((byte[] magic, string description) in s_strangers)
        {
            if (content.StartsWith(magic))
            {
                return description;
            }
        }

        return null;
    }
}
