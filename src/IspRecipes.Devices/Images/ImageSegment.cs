namespace IspRecipes.Devices.Images;

/// <summary>
/// A run of bytes without a gap, from one file. A class, like <see cref="ByteRun"/>: collections of structs would be
/// compiled anew at each start.
/// </summary>
/// <param name="Address">Byte address of the first one.</param>
/// <param name="Bytes">At least one byte.</param>
/// <param name="Source">Where the bytes came from.</param>
/// <param name="Moved">Bytes added to the addresses the file gives.</param>
public sealed record ImageSegment(
    uint Address,
    ReadOnlyMemory<byte> Bytes,
    ImageSource Source,
    long Moved = 0)
{
    /// <summary>One past the last byte address; 2^32 for a segment that fills the address space to its end.</summary>
    public long End => Address + (long)Bytes.Length;

    /// <summary>Where in its file the byte at <paramref name="address"/> stands.</summary>
    public FilePlace PlaceOf(uint address) => Source.PlaceOf((uint)(address - Moved));

    /// <summary>The bytes from <paramref name="start"/> to the exclusive <paramref name="end"/>, which lie within.</summary>
    internal ImageSegment Slice(long start, long end) =>
        this with { Address = (uint)start, Bytes = Bytes.Slice((int)(start - Address), (int)(end - start)) };

    internal bool Continues(ImageSegment before) =>
        before.End == Address && before.Source == Source && before.Moved == Moved;
}
