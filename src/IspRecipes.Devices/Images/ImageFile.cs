using System.Buffers;
using System.Text.Unicode;

namespace IspRecipes.Devices.Images;

public enum ImageFormat
{
    IntelHex,
    Binary,
    SRecord,
    Elf,
}

/// <summary>Reads an image from the bytes of a file, whatever its format.</summary>
public static class ImageFile
{
    /// <summary>As much of a file as tells its format.</summary>
    private const int Beginning = 4096;

    /// <summary>As editors write it before UTF-8.</summary>
    internal static ReadOnlySpan<byte> ByteOrderMark => "\uFEFF"u8;

    /// <summary>A byte order mark and white space.</summary>
    private static ReadOnlySpan<byte> BeforeText => "\uFEFF \t\r\n"u8;

    /// <summary>Bytes of text, ASCII or part of a longer character.</summary>
    private static readonly SearchValues<byte> NoControls = SearchValues.Create(
        [(byte)'\t', (byte)'\n', (byte)'\r', .. Enumerable.Range(0x20, 0xE0).Where(value => value != 0x7F).Select(value => (byte)value)]);

    private sealed record Stranger(byte[] Beginning, string Description);

    private static readonly Stranger[] Strangers =
    [
        new([.. ElfMachine.Magic], "an ELF file"),
        new([.. "PK\u0003\u0004"u8], "a ZIP archive"),
        new([0x1F, 0x8B], "a gzip archive"),
        new([.. "UF2\n"u8], "a UF2 file"),
        new([.. "DfuSe"u8], "a DfuSe file"),
        new([0xFF, 0xFE, (byte)':', 0], "text in UTF-16"),
        new([0xFF, 0xFE, (byte)'S', 0], "text in UTF-16"),
        new([.. "<!"u8], "a web page"),
        new([.. "<h"u8], "a web page"),
        new([.. "<H"u8], "a web page"),
        new([.. "version https://git-lfs"u8], "a Git LFS pointer"),
    ];

    /// <summary>Reads what a file holds for one memory.</summary>
    /// <param name="content">The whole file.</param>
    /// <param name="name">The path as the user gave it.</param>
    /// <param name="format">Null to tell it from the content.</param>
    /// <param name="address">Byte address of the first byte of a raw binary; any other file has its own addresses.</param>
    /// <param name="space">Which memory.</param>
    public static ImageResult Read(
        ReadOnlyMemory<byte> content,
        string name,
        ImageFormat? format = null,
        uint address = 0,
        MemorySpace space = MemorySpace.Flash) => Inspect(content, name, format, address).Take(space);

    /// <summary>Reads all that a file tells of itself; the parameters are those of <see cref="Read"/>.</summary>
    public static ImageInspection Inspect(
        ReadOnlyMemory<byte> content, string name, ImageFormat? format = null, uint address = 0)
    {
        return (format ?? Detect(content.Span)) switch
        {
            ImageFormat.IntelHex => IntelHex.Inspect(content.Span, name),
            ImageFormat.SRecord => SRecord.Inspect(content.Span, name),
            ImageFormat.Elf => new ElfReader(name, content).Read(),
            _ => RawBinary.Inspect(content, name, address),
        };
    }

    /// <summary>
    /// The format of a file, by its first bytes. What is evidently no firmware (a web page, an archive, any other text)
    /// counts as Intel HEX, whose reader refuses it: a mistaken file must not be flashed as raw bytes.
    /// </summary>
    public static ImageFormat Detect(ReadOnlySpan<byte> content)
    {
        return content.StartsWith(ElfMachine.Magic) ? ImageFormat.Elf
            : IsSRecord(content) ? ImageFormat.SRecord
            : IsText(content) || Describe(content) is not null ? ImageFormat.IntelHex
            : ImageFormat.Binary;
    }

    /// <summary>What a file is by its first bytes, where that is known; null for any other.</summary>
    internal static string? Describe(ReadOnlySpan<byte> content)
    {
        foreach (Stranger stranger in Strangers)
        {
            if (content.StartsWith(stranger.Beginning))
            {
                return stranger.Description;
            }
        }

        return IsSRecord(content) ? "a Motorola S-record file"
            : IsIntelHex(content) ? "an Intel HEX file"
            : null;
    }

    private static bool IsIntelHex(ReadOnlySpan<byte> content)
    {
        ReadOnlySpan<byte> text = content.TrimStart(BeforeText);
        return text.StartsWith((byte)':') && IsPrintable(text, 3);
    }

    private static bool IsSRecord(ReadOnlySpan<byte> content)
    {
        ReadOnlySpan<byte> text = content.TrimStart(BeforeText);
        return text.Length > 1 && text[0] == 'S' && char.IsAsciiDigit((char)text[1]) && IsPrintable(text, 4);
    }

    /// <summary>A damaged record is told from a raw program that happens to begin with a letter: 3A C0 is an rjmp.</summary>
    private static bool IsPrintable(ReadOnlySpan<byte> text, int length) =>
        text[..Math.Min(text.Length, length)].IndexOfAnyExceptInRange((byte)' ', (byte)'~') < 0;

    /// <summary>Whether it begins as text: UTF-8 without control characters.</summary>
    private static bool IsText(ReadOnlySpan<byte> content)
    {
        ReadOnlySpan<byte> beginning = content[..Math.Min(content.Length, Beginning)];
        if (beginning.IndexOfAnyExcept(NoControls) >= 0)
        {
            return false;
        }

        // The last character may be cut in two.
        bool isText = Utf8.IsValid(beginning);
        for (int cut = 1; cut < 4 && content.Length > Beginning && !isText; cut++)
        {
            isText = Utf8.IsValid(beginning[..^cut]);
        }

        return isText;
    }
}
