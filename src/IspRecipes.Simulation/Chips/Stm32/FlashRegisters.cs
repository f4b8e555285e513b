namespace IspRecipes.Simulation.Chips;

/// <summary>Offsets and bits of the flash controller of F1, F0 and F3 (PM0075, 3).</summary>
internal static class FlashRegisters
{
    public const uint Acr = 0x00;
    public const uint Keyr = 0x04;
    public const uint OptKeyr = 0x08;
    public const uint Sr = 0x0C;
    public const uint Cr = 0x10;
    public const uint Ar = 0x14;
    public const uint Obr = 0x1C;
    public const uint Wrpr = 0x20;

    /// <summary>What separates the registers of a second bank from the first's (PM0075, 3.9 to 3.12).</summary>
    public const uint SecondBank = 0x40;

    public const uint Key1 = 0x45670123;
    public const uint Key2 = 0xCDEF89AB;

    public const uint SrBusy = 1 << 0;
    public const uint SrProgrammingError = 1 << 2;
    public const uint SrWriteProtectionError = 1 << 4;
    public const uint SrEndOfOperation = 1 << 5;

    public const uint CrProgram = 1 << 0;
    public const uint CrPageErase = 1 << 1;
    public const uint CrMassErase = 1 << 2;
    public const uint CrOptionProgram = 1 << 4;
    public const uint CrOptionErase = 1 << 5;
    public const uint CrStart = 1 << 6;
    public const uint CrLock = 1 << 7;
    public const uint CrOptionWriteEnable = 1 << 9;
    public const uint CrOptionLaunch = 1 << 13;

    /// <summary>ERRIE (10) and EOPIE (12): held, and without effect here, where there are no interrupts.</summary>
    public const uint CrInterrupts = 1 << 10 | 1 << 12;

    public const uint CrOperations = CrProgram | CrPageErase | CrMassErase | CrOptionProgram | CrOptionErase;
}
