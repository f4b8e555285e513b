using IspRecipes.Devices.Images;

namespace IspRecipes.Engine.Steps;

/// <summary>What an image programs: 0xFF is what an erase leaves, and many files are padded with it.</summary>
internal static class ProgrammedBytes
{
    /// <summary>Address of the first byte in <paramref name="region"/> that is not 0xFF; null where there is none.</summary>
    public static uint? FirstProgrammed(this MemoryImage image, MemoryRegion region) =>
        image.FirstProgrammed(region.Start, region.End);

    /// <inheritdoc cref="FirstProgrammed(MemoryImage, MemoryRegion)"/>
    public static uint? FirstProgrammed(this MemoryImage image, uint start, uint end)
    {
        foreach (ImageSegment segment in image.Clip(start, end).Segments)
        {
            int index = segment.Bytes.Span.IndexOfAnyExcept((byte)0xFF);
            if (index >= 0)
            {
                return segment.Address + (uint)index;
            }
        }

        return null;
    }

    /// <summary>True where the image has a byte other than 0xFF at <paramref name="address"/>.</summary>
    public static bool Programs(this MemoryImage image, uint address) =>
        image.TryGet(address, out byte value) && value != 0xFF;
}
