using System.Buffers;
using System.Text;

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

    /// <summary>Controls that stand in no text.</summary>
    private static readonly SearchValues<byte> Controls =
        SearchValues.Create([.. Enumerable.Range(0, 0x20).Append(0x7F).Select(value => (byte)value).Except("\t\r\n"u8.ToArray())]);

    /// <summary>As editors write it before UTF-8.</summary>
    internal static ReadOnlySpan<byte> ByteOrderMark => "\uFEFF"u8;

    /// <summary>A byte order mark and white space.</summary>
    private static ReadOnlySpan<byte> BeforeText => "\uFEFF \t\r\n"u8;

    private sealed record Stranger(byte[] Beginning, string Description);

    private static readonly Stranger[] Strangers =
    [
        new([.. ElfMachine.Magic], "an ELF file"),
        new([.. "PK\u0003\u0004"u8], "a ZIP archive"),
        new([0x1F, 0x8B], "a gzip archive"),
        new([.. "UF2\n"u8], "a UF2 file"),
        new([.. ":"u8], "an Intel HEX file"),
        new([.. "<"u8], "a web page"),
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
        bool startsWithRecord = content.TrimStart(BeforeText).StartsWith((byte)':');
        return content.StartsWith(ElfMachine.Magic) ? ImageFormat.Elf
            : IsSRecord(content) ? ImageFormat.SRecord
            : startsWithRecord || IsText(content) || Describe(content) is not null ? ImageFormat.IntelHex
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

        return IsSRecord(content) ? "a Motorola S-record file" : null;
    }

    private static bool IsSRecord(ReadOnlySpan<byte> content)
    {
        ReadOnlySpan<byte> text = content.TrimStart(BeforeText);
        return text.Length > 1 && text[0] == 'S' && char.IsAsciiDigit((char)text[1]) && IsText(text);
    }

    /// <summary>UTF-8 without controls; the beginning may end inside a character.</summary>
    private static bool IsText(ReadOnlySpan<byte> content)
    {
        ReadOnlySpan<byte> beginning = content[..Math.Min(content.Length, Beginning)];
        int left = beginning.Length;
        while (left > 0 && Rune.DecodeFromUtf8(beginning[^left..], out _, out int length) == OperationStatus.Done)
        {
            left -= length;
        }

        bool isUtf8 = left == 0 || (content.Length > Beginning
            && Rune.DecodeFromUtf8(beginning[^left..], out _, out _) == OperationStatus.NeedMoreData);
        return isUtf8 && !beginning.ContainsAny(Controls);
    }
}
