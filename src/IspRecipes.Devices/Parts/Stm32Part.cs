using IspRecipes.Devices.Images;

namespace IspRecipes.Devices.Parts;

/// <summary>An STM32 as its datasheet states it: how much of its family's memories it has.</summary>
public sealed record Stm32Part : Part
{
    /// <summary>First byte address of the main flash, whatever BOOT0 shows at 0.</summary>
    public const uint FlashStart = 0x0800_0000;

    /// <summary>First byte address of the main SRAM.</summary>
    public const uint SramStart = 0x2000_0000;

    /// <summary>First byte address of the core-coupled memory, a second SRAM that some F3 have.</summary>
    public const uint CcmStart = 0x1000_0000;

    public required Stm32Family Family { get; init; }

    /// <summary>The main SRAM, where a flash stub runs and an initial stack pointer points to.</summary>
    public required MemoryRegion Sram { get; init; }

    /// <summary>The core-coupled memory, where a program may put its stack as well; null where the part has none.</summary>
    public MemoryRegion? Ccm { get; init; }

    /// <summary>The same part with another flash size, which its size register or the recipe gives.</summary>
    /// <param name="bytes">Whole pages, at least one.</param>
    public Stm32Part WithFlash(uint bytes) => this with { Flash = Flash with { Size = bytes } };
}
