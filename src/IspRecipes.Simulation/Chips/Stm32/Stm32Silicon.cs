namespace IspRecipes.Simulation.Chips;

/// <summary>How one piece of silicon, and the board around it, differ from what the datasheet of its part says.</summary>
public sealed record Stm32Silicon
{
    /// <summary>ST's own, on a sound board.</summary>
    public static Stm32Silicon Genuine { get; } = new();

    /// <summary>A CKS32, and the like CS32, in the place of an STM32F103: the debug port of an F2, a core of revision r2p1.</summary>
    public static Stm32Silicon Cks32 { get; } = new() { DebugPortId = 0x2BA01477, CpuId = 0x412FC231 };

    /// <summary>A GD32F3x0, whose FLASH_OBR is laid out as an F0's and which has OBL_LAUNCH.</summary>
    public static Stm32Silicon Gd32 { get; } = new() { Revision = 0x1704 };

    /// <summary>A GD32F130: the REV_ID of a GD32F103, and FLASH_OBR as an F0's.</summary>
    public static Stm32Silicon Gd32F130 { get; } = new() { Revision = 0x1303, FactoryOptionRegister = 0xFFFFFF00 };

    /// <summary>FLASH_OBR as the maker delivers it; tells its layout where a clone's REV_ID does not (PM0075, 3.8).</summary>
    public uint FactoryOptionRegister { get; init; } = 0x03FFFFFC;

    /// <summary>DPIDR; null for the first that the family names.</summary>
    public uint? DebugPortId { get; init; }

    /// <summary>CPUID; null for the first that the family names.</summary>
    public uint? CpuId { get; init; }

    /// <summary>REV_ID; null for the first that the family names.</summary>
    public ushort? Revision { get; init; }

    /// <summary>What the flash size register reads, in KiB; null for the part's size.</summary>
    public ushort? SizeRegister { get; init; }

    /// <summary>Bytes of flash that are really there; null for the part's size.</summary>
    public uint? FlashBytes { get; init; }

    /// <summary>At VCC when the chip is made; 0 without power.</summary>
    public double Volts { get; init; } = 3.3;

    /// <summary>False where nobody laid the wire from the probe to NRST.</summary>
    public bool NrstWired { get; init; } = true;

    /// <summary>True where read protection that was lifted goes on until power is cycled (PM0075, 2.4.1).</summary>
    public bool NeedsPowerCycle { get; init; }

    /// <summary>The program sleeps so deeply that DBGMCU_IDCODE reads 0 while the core is neither halted nor in reset.</summary>
    public bool Sleeps { get; init; }

    /// <summary>The program makes something else of SWDIO and SWCLK as soon as it runs; nobody answers then.</summary>
    public bool TakesSwdPins { get; init; }

    /// <summary>How many accesses are answered by WAIT before the first that is done.</summary>
    public int Waits { get; init; }

    /// <summary>A flash operation, once begun, never ends.</summary>
    public bool BusyForever { get; init; }

    /// <summary>The core, once set running by a debugger, does nothing and does not stop either.</summary>
    public bool CoreHangs { get; init; }

    /// <summary>Address of a half-word of flash that can be erased and no longer programmed; null for sound flash.</summary>
    public uint? WornCell { get; init; }

    /// <summary>Address of a half-word of flash that keeps what it holds through every erase; null for sound flash.</summary>
    public uint? StuckCell { get; init; }
}
