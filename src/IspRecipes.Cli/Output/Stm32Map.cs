using IspRecipes.Devices.Images;
using IspRecipes.Devices.Parts;

namespace IspRecipes.Cli.Output;

/// <summary>How an image lies in the flash of an STM32.</summary>
/// <param name="Tables">The vector table at the start of the flash, then those of programs further on.</param>
/// <param name="Beyond">Bytes outside the flash.</param>
internal sealed record Stm32Map(IReadOnlyList<StartPoint> Tables, long Beyond)
{
    public static Stm32Map Of(Stm32Part part, MemoryImage image) => new(
        [.. Find(part, image).Select(table => new StartPoint(table, [.. Faults(table, part, image)]))],
        image.ByteCount - image.Clip(part.Flash).ByteCount);

    /// <summary>What stands at the start of the flash is what a reset takes, right or wrong; elsewhere only what is right is one.</summary>
    private static IEnumerable<VectorTable> Find(Stm32Part part, MemoryImage image)
    {
        if (VectorTable.At(part.Flash.Start, image) is VectorTable first)
        {
            yield return first;
        }

        foreach (uint address in image.Segments.Select(segment => segment.Address).Where(address => address != part.Flash.Start))
        {
            if (VectorTable.At(address, image) is VectorTable table && table.IsSound(part))
            {
                yield return table;
            }
        }
    }

    private static IEnumerable<string> Faults(VectorTable table, Stm32Part part, MemoryImage image)
    {
        if (table.Stack(part) is null)
        {
            IEnumerable<MemoryRegion> all = ((MemoryRegion?[])[part.Sram, part.Ccm]).OfType<MemoryRegion>();
            string rams = string.Join(" or ", all.Select(ram => $"0x{ram.Start:X8}-0x{ram.End - 1:X8}"));
            yield return $"the stack begins at 0x{table.InitialStack:X8}, and {part.Name} has its RAM at {rams}: the first push faults";
        }

        if (!table.IsThumb)
        {
            yield return $"the reset vector 0x{table.ResetVector:X8} is even: "
                + "the core knows Thumb alone, whose addresses are odd in vectors, and faults at once";
        }

        if (!part.Flash.Contains(table.Entry))
        {
            yield return table.Entry < part.Flash.Size
                ? $"the reset vector leads to 0x{table.Entry:X8}, where the flash is seen only while BOOT0 is low: "
                    + $"is the program linked to 0 instead of 0x{part.Flash.Start:X8}?"
                : $"the reset vector leads to 0x{table.Entry:X8}, outside the flash of {part.Name}";
        }
        else if (!image.TryGet(table.Entry, out _))
        {
            yield return $"the reset vector leads to 0x{table.Entry:X8}, where the file has nothing";
        }
    }
}

/// <summary>A vector table, and what is wrong with it, a sentence each.</summary>
internal sealed record StartPoint(VectorTable Table, IReadOnlyList<string> Faults);
