namespace IspRecipes.Devices.Images;

/// <summary>A raw binary: bytes in a row, whose address the file does not tell.</summary>
public static class RawBinary
{
    /// <summary>Reads a raw binary.</summary>
    /// <param name="content">The whole file.</param>
    /// <param name="name">The path as the user gave it.</param>
    /// <param name="address">Byte address of the first byte.</param>
    public static ImageResult Read(ReadOnlyMemory<byte> content, string name, uint address = 0) =>
        Inspect(content, name, address).Take();

    /// <summary>As <see cref="Read"/>, as an inspection.</summary>
    internal static ImageInspection Inspect(ReadOnlyMemory<byte> content, string name, uint address)
    {
        ImageResult result = content.IsEmpty
            ? new ImageResult(ImageFaults.Empty(name))
            : new MemoryImage(0, content, new ImageSource(name)).Offset(address);
        return new ImageInspection
        {
            Name = name,
            Format = ImageFormat.Binary,
            Faults = result.Faults,
            Images = MemorySpaces.Only(result.Image),
        };
    }

    /// <summary>
    /// The image from its first byte to its last, 0xFF in the gaps; the file does not tell where it starts.
    /// </summary>
    /// <param name="image">Not wider than the memory of this computer: the caller asks first.</param>
    public static byte[] Encode(MemoryImage image)
    {
        byte[] raw = new byte[image.End - image.Start];
        raw.AsSpan().Fill(0xFF);
        foreach (ImageSegment segment in image.Segments)
        {
            segment.Bytes.Span.CopyTo(raw.AsSpan((int)(segment.Address - image.Start)));
        }

        return raw;
    }
}
