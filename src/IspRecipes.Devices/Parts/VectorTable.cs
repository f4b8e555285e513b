using IspRecipes.Devices.Images;

namespace IspRecipes.Devices.Parts;

/// <summary>The two words at the start of a Cortex-M program that the core loads at reset (ARMv7-M ARM, B1.5.3 and B1.5.5).</summary>
/// <param name="Address">Where the table lies.</param>
/// <param name="InitialStack">What the stack pointer begins with.</param>
/// <param name="ResetVector">Address of the first instruction, with bit 0 set for Thumb.</param>
public sealed record VectorTable(uint Address, uint InitialStack, uint ResetVector)
{
    /// <summary>Address of the first instruction.</summary>
    public uint Entry => ResetVector & ~1u;

    /// <summary>False where the core would leave Thumb state, which is all it has, and fault at its first instruction.</summary>
    public bool IsThumb => (ResetVector & 1) != 0;

    /// <summary>The table at an address; null where the image has not all of its eight bytes.</summary>
    public static VectorTable? At(uint address, MemoryImage image)
    {
        return image.Word(address) is uint stack && image.Word(address + 4) is uint reset
            ? new VectorTable(address, stack, reset)
            : null;
    }

    /// <summary>
    /// The memory that the stack grows down into; null where the pointer is in none that <paramref name="part"/> has. A push
    /// lowers the pointer first, so that it may stand one past the end and not at the start.
    /// </summary>
    public MemoryRegion? Stack(Stm32Part part)
    {
        foreach (MemoryRegion? ram in (MemoryRegion?[])[part.Sram, part.Ccm])
        {
            if (ram is not null && InitialStack > ram.Start && InitialStack <= ram.End)
            {
                return ram;
            }
        }

        return null;
    }

    /// <summary>Whether a core with the memories of <paramref name="part"/> can start from the table.</summary>
    public bool IsSound(Stm32Part part) => Stack(part) is not null && IsThumb && part.Flash.Contains(Entry);
}
