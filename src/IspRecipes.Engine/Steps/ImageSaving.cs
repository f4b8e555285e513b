using System.Text;
using IspRecipes.Devices.Images;

namespace IspRecipes.Engine.Steps;

/// <summary>Writes images to disk: whole or not at all.</summary>
public static class ImageSaving
{
    /// <summary>The bytes of a file: Intel HEX, or raw with 0xFF in the gaps where the name ends in .bin.</summary>
    public static byte[] Encode(string path, MemoryImage image) =>
        path.EndsWith(".bin", StringComparison.OrdinalIgnoreCase)
            ? Raw(image)
            : Encoding.ASCII.GetBytes(IntelHex.Write(image));

    /// <summary>Writes a file and replaces one of the same name; folders on the way are made.</summary>
    /// <exception cref="IOException">The disk is full, the folder cannot be written, or the path is a folder.</exception>
    public static void Save(string path, MemoryImage image) => Replace(path, Encode(path, image));

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

        Replace(free, content);
        return new SavedFile(free, IsNew: true);
    }

    private static byte[] Raw(MemoryImage image)
    {
        byte[] raw = new byte[image.End - image.Start];
        raw.AsSpan().Fill(0xFF);
        foreach (ImageSegment segment in image.Segments)
        {
            segment.Bytes.Span.CopyTo(raw.AsSpan((int)(segment.Address - image.Start)));
        }

        return raw;
    }

    /// <summary>A half-written file never has the name: it is written beside, flushed to the disk, then renamed.</summary>
    private static void Replace(string path, byte[] content)
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

            File.Move(temporary, path, overwrite: true);
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
