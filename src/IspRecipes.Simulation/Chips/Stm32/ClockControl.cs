namespace IspRecipes.Simulation.Chips;

/// <summary>RCC: registers with their reset values, whose ready bits follow at once (RM0008, 7.3).</summary>
internal sealed class ClockControl
{
    public const uint Address = 0x4002_1000;
    public const uint Size = 0x400;

    private const uint Cr = 0x00;
    private const uint Cfgr = 0x04;
    private const uint AhbEnable = 0x14;
    private const uint Csr = 0x24;

    /// <summary>HSION, HSERDY's HSEON and PLLON; each has its ready bit above it. LSION of CSR has bit 0, as HSION.</summary>
    private const uint On = 1 | 1 << 16 | 1 << 24;

    private readonly uint[] _registers = new uint[Size / 4];

    public bool InternalOscillatorRuns => (_registers[Cr] & 1) != 0;

    /// <summary>CRCEN.</summary>
    public bool CrcRuns => (_registers[AhbEnable / 4] & 1 << 6) != 0;

    public uint Read(uint offset) => _registers[offset / 4];

    public void Write(uint offset, uint value) => _registers[offset / 4] = offset switch
    {
        Cr => value & ~(On << 1) | (value & On) << 1,
        // SWS follows SW.
        Cfgr => value & ~0xCu | (value & 3) << 2,
        Csr => value & ~2u | (value & 1) << 1,
        _ => value,
    };

    public void Reset()
    {
        Array.Clear(_registers);
        _registers[Cr] = 0x83;
        _registers[AhbEnable / 4] = 0x14;
        _registers[Csr / 4] = 0x0C00_0000;
    }
}
