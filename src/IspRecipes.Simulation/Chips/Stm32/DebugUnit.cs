using IspRecipes.Devices.Parts;

namespace IspRecipes.Simulation.Chips;

/// <summary>DBGMCU: the device id, and what stops with a halted core. Only a power-on reset clears it (RM0008, 31.16).</summary>
internal sealed class DebugUnit(Stm32Family family, ushort revision)
{
    public const uint Size = 0x400;

    private const uint IdCode = 0x00;
    private const uint Control = 0x04;
    private const uint Freeze1 = 0x08;

    private readonly Dictionary<uint, uint> _registers = [];

    public uint Address => family.DebugIdAddress;

    /// <summary>DBG_IWDG_STOP: bit 8 of DBGMCU_CR, but on F0 and F3 bit 12 of DBGMCU_APB1_FZ (RM0091, RM0316, DBGMCU).</summary>
    public bool StopsWatchdog => family.FreezeAddress - Address == Control
        ? (Read(Control) & 1 << 8) != 0
        : (Read(Freeze1) & 1 << 12) != 0;

    public uint Read(uint offset) => offset == IdCode
        ? family.DeviceId | (uint)revision << 16
        : _registers.GetValueOrDefault(offset);

    public void Write(uint offset, uint value) => _registers[offset] = value;

    public void PowerOn() => _registers.Clear();
}
