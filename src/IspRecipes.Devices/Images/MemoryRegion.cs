namespace IspRecipes.Devices.Images;

/// <summary>A memory, or a section of one, and how it is paged.</summary>
/// <param name="Name">As the trade calls it: <c>flash</c>, <c>eeprom</c>, <c>boot section</c>.</param>
/// <param name="Start">First byte address.</param>
/// <param name="Size">In bytes.</param>
/// <param name="PageSize">In bytes; 1 for a memory written byte by byte.</param>
public sealed record MemoryRegion(string Name, uint Start, uint Size, int PageSize)
{
    /// <summary>One past the last byte address.</summary>
    public uint End => Start + Size;

    public bool Contains(uint address) => address >= Start && address < End;
}
