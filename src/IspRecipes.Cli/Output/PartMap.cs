using IspRecipes.Devices.Images;
using IspRecipes.Devices.Parts;

namespace IspRecipes.Cli.Output;

/// <summary>How an image lies in the flash of a part.</summary>
/// <param name="ResetVector">True where it has a byte at the first address.</param>
/// <param name="Boot">For each boot section the part can have, the smallest first.</param>
/// <param name="Beyond">Bytes behind the end of the flash.</param>
internal sealed record PartMap(bool ResetVector, IReadOnlyList<BootUse> Boot, long Beyond)
{
    public static PartMap Of(AvrPart part, MemoryImage image) => new(
        image.TryGet(part.Flash.Start, out _),
        [
            .. part.BootSizesInWords
                .Select((words, value) => (Size: 2 * (uint)words, Value: value))
                .OrderBy(boot => boot.Size)
                .Select(boot => Use(part, image, boot.Value, part.Flash with { Start = part.Flash.End - boot.Size, Size = boot.Size })),
        ],
        image.Clip(part.Flash.End, 1L << 32).ByteCount);

    /// <summary>Bytes that are there and 0xFF.</summary>
    public static long Fillers(MemoryImage image) => image.Segments.Sum(segment => (long)segment.Bytes.Span.Count((byte)0xFF));

    private static BootUse Use(AvrPart part, MemoryImage image, int value, MemoryRegion section) => new(
        value,
        section,
        image.Clip(section).ByteCount,
        image.Clip(part.Flash.Start, section.Start).ByteCount,
        image.TryGet(section.Start, out _));
}

/// <summary>What is in a boot section, and in the application section below it.</summary>
/// <param name="Value">Of BOOTSZ.</param>
/// <param name="Section">Where it lies.</param>
/// <param name="Bytes">Bytes in it.</param>
/// <param name="Application">Bytes below it.</param>
/// <param name="StartsThere">True where there is a byte at its first address, which a reset into it executes.</param>
internal sealed record BootUse(int Value, MemoryRegion Section, long Bytes, long Application, bool StartsThere);
