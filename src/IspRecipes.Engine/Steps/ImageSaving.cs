using IspRecipes.Devices;
using IspRecipes.Devices.Images;

namespace IspRecipes.Engine.Steps;

/// <summary>Writes images to disk: whole or not at all.</summary>
public static class ImageSaving
{
    /// <summary>Bytes of a filled stretch, ten times the largest flash: addresses far apart in a small file must not fill the memory.</summary>
    private const long MostFilledBytes = 16 << 20;

    /// <summary>
    /// The format that a file's name ends with: raw for .bin, Motorola S-record for .srec and its kin, and Intel HEX for
    /// .hex, .ihx, .eep and any other.
    /// </summary>
    public static ImageFormat FormatOf(string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".bin" => ImageFormat.Binary,
        ".srec" or ".sre" or ".s19" or ".s28" or ".s37" or ".mot" => ImageFormat.SRecord,
        _ => ImageFormat.IntelHex,
    };

    /// <summary>The bytes of a file of the format that its name ends with.</summary>
    public static byte[] Encode(string path, MemoryImage image) => Encode(FormatOf(path), image);

    /// <summary>The bytes of a file; raw has 0xFF in the gaps.</summary>
    /// <param name="format">Any but <see cref="ImageFormat.Elf"/>.</param>
    public static byte[] Encode(ImageFormat format, MemoryImage image) => format switch
    {
        ImageFormat.Binary => RawBinary.Encode(image),
        ImageFormat.SRecord => SRecord.Encode(image),
        ImageFormat.IntelHex => IntelHex.Encode(image),
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "no such file is written"),
    };

    /// <summary>Writes a file and replaces one of the same name; folders on the way are made.</summary>
    /// <exception cref="IOException">The disk is full, the folder cannot be written, or the path is a folder.</exception>
    public static void Save(string path, MemoryImage image) => Save(path, Encode(path, image), replace: true);

    /// <summary>ISP7050 where a raw file would hold more filling than any memory; null where it can be written.</summary>
    /// <param name="path">For the sentence.</param>
    public static Fault? FaultOfWidth(string path, ImageFormat format, MemoryImage image) =>
        format == ImageFormat.Binary ? FaultOfWidth(path, image.Start, image.End) : null;

    /// <summary>ISP7050 where the gaps from <paramref name="start"/> to the exclusive <paramref name="end"/> are not to be filled.</summary>
    /// <param name="what">What fills them, for the sentence.</param>
    internal static Fault? FaultOfWidth(string what, uint start, long end) => end - start > MostFilledBytes
        ? new Fault(FaultCode.ImageTooWide, what, start, end - 1, MostFilledBytes)
        : null;

    /// <summary>Why no file may have this path; null where one may.</summary>
    public static string? Refusal(string path) =>
        Directory.Exists(path) ? "it is a folder"
        : path.EndsWith(".elf", StringComparison.OrdinalIgnoreCase) ? "ELF files are read, never written"
        : !OperatingSystem.IsWindows() && Path.GetFullPath(path).StartsWith("/dev/", StringComparison.Ordinal) ? "it is a device"
        : null;

    /// <summary>
    /// Writes a file without ever replacing another content: beside <c>flash.hex</c>, <c>flash-2.hex</c> is next.
    /// </summary>
    /// <returns>The file written, or the one which already holds the same.</returns>
    public static SavedFile SaveBeside(string path, MemoryImage image)
    {
        byte[] content = Encode(path, image);
        string free = path;
        for (int number = 2; File.Exists(free); number++)
        {
            if (File.ReadAllBytes(free).AsSpan().SequenceEqual(content))
            {
                return new SavedFile(free, IsNew: false);
            }

            free = Path.Combine(
                Path.GetDirectoryName(path) ?? "",
                $"{Path.GetFileNameWithoutExtension(path)}-{number}{Path.GetExtension(path)}");
        }

        Save(free, content, replace: true);
        return new SavedFile(free, IsNew: true);
    }

    /// <summary>A half-written file never has the name: it is written beside, flushed to the disk, then renamed.</summary>
    /// <param name="path">Folders on the way are made.</param>
    /// <param name="content">All of the file.</param>
    /// <param name="replace">False to fail where the name is taken, also by another program in the meantime.</param>
    /// <exception cref="IOException">The disk is full, the folder cannot be written, or the name is taken.</exception>
    public static void Save(string path, ReadOnlySpan<byte> content, bool replace)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        Directory.CreateDirectory(folder);
        string temporary = Path.Combine(folder, $".{Path.GetFileName(path)}.{Guid.NewGuid():N}");
        try
        {
            using (FileStream file = File.Create(temporary))
            {
                file.Write(content);
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, replace);
        }
        finally
        {
            File.Delete(temporary);
        }
    }
}

/// <summary>A file on disk that holds what was to be saved.</summary>
/// <param name="IsNew">False where it was there already.</param>
public readonly record struct SavedFile(string Path, bool IsNew);
