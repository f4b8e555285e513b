namespace IspRecipes.Simulation.Chips;

/// <summary>The peripherals of which something is modelled, and plain storage in the place of all others.</summary>
internal sealed class Peripherals(IndependentWatchdog watchdog, DebugUnit debug)
{
    private readonly Dictionary<uint, uint> _storage = [];
    private readonly CrcUnit _crc = new();

    public ClockControl Clocks { get; } = new();

    public bool WatchdogRuns => watchdog.IsRunning;

    /// <summary>APB and AHB of F1, and the GPIO and ADC of F0 and F3 (RM0008, RM0091, RM0316, memory map).</summary>
    public static bool Contains(uint address) =>
        address - 0x4000_0000 < 0x3_0000 || address - 0x4800_0000 < 0x2000 || address - 0x5000_0000 < 0x800;

    public uint Read(uint address)
    {
        if (address - debug.Address < DebugUnit.Size)
        {
            return debug.Read(address - debug.Address);
        }

        return address switch
        {
            >= IndependentWatchdog.Address and < IndependentWatchdog.Address + IndependentWatchdog.Size =>
                watchdog.Read(address - IndependentWatchdog.Address),
            >= ClockControl.Address and < ClockControl.Address + ClockControl.Size =>
                Clocks.Read(address - ClockControl.Address),
            >= CrcUnit.Address and < CrcUnit.Address + CrcUnit.Size =>
                Clocks.CrcRuns ? _crc.Read(address - CrcUnit.Address) : 0,
            _ => _storage.GetValueOrDefault(address),
        };
    }

    public void Write(uint address, uint value)
    {
        if (address - debug.Address < DebugUnit.Size)
        {
            debug.Write(address - debug.Address, value);
            return;
        }

        switch (address)
        {
            case >= IndependentWatchdog.Address and < IndependentWatchdog.Address + IndependentWatchdog.Size:
                watchdog.Write(address - IndependentWatchdog.Address, value);
                break;
            case >= ClockControl.Address and < ClockControl.Address + ClockControl.Size:
                Clocks.Write(address - ClockControl.Address, value);
                break;
            case >= CrcUnit.Address and < CrcUnit.Address + CrcUnit.Size:
                WriteCrc(address - CrcUnit.Address, value);
                break;
            default:
                _storage[address] = value;
                break;
        }
    }

    public void Reset()
    {
        _storage.Clear();
        _crc.Reset();
        Clocks.Reset();
    }

    private void WriteCrc(uint offset, uint value)
    {
        if (Clocks.CrcRuns)
        {
            _crc.Write(offset, value);
        }
    }
}
