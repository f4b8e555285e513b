namespace IspRecipes.Simulation.Chips;

/// <summary>One change to a chip's memories, fuses or lock bits.</summary>
/// <param name="At">When it began, on the chip's clock.</param>
/// <param name="Kind">What was written or erased.</param>
/// <param name="Address">First byte address; 0 for fuses, lock bits and a chip erase.</param>
/// <param name="Length">In bytes.</param>
public sealed record ChipWrite(TimeSpan At, ChipWriteKind Kind, uint Address = 0, int Length = 1);

public enum ChipWriteKind
{
    ChipErase,
    FlashPage,

    /// <summary>A page erased by the chip's own bootloader; over SPI there is no such instruction.</summary>
    FlashPageErase,
    EepromByte,
    EepromPage,
    LowFuse,
    HighFuse,
    ExtendedFuse,
    Lock,
}
