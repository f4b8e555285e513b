namespace IspRecipes.Devices.Images;

/// <summary>A raw binary: bytes in a row, whose address the file does not tell.</summary>
public static class RawBinary
{
    /// <summary>Reads a raw binary.</summary>
    /// <param name="content">The whole file.</param>
    /// <param name="name">The path as the user gave it.</param>
    /// <param name="address">Byte address of the first byte.</param>
    public static ImageResult Read(ReadOnlyMemory<byte> content, string name, uint address = 0)
    {
        if (content.IsEmpty)
        {
            return new ImageResult(ImageFaults.Empty(name));
        }

        return new MemoryImage(0, content, new ImageSource(name)).Offset(address);
    }
}
