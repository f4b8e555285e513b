namespace IspRecipes.Simulation.Chips;

/// <summary>
/// The private peripheral bus: the System Control Space with its debug registers; the rest is plain storage, so that a
/// debugger can clear breakpoint and watchpoint units (ARMv7-M ARM, B3.2 and C1).
/// </summary>
internal sealed class SystemControl
{
    public const uint Address = 0xE000_0000;
    public const uint Size = 0x10_0000;

    private const uint CpuIdRegister = 0xE000_ED00;
    private const uint Vtor = 0xE000_ED08;
    private const uint Aircr = 0xE000_ED0C;
    private const uint Cfsr = 0xE000_ED28;
    private const uint Hfsr = 0xE000_ED2C;
    private const uint Dfsr = 0xE000_ED30;
    private const uint Bfar = 0xE000_ED38;
    private const uint Dhcsr = 0xE000_EDF0;
    private const uint Dcrsr = 0xE000_EDF4;
    private const uint Dcrdr = 0xE000_EDF8;
    private const uint Demcr = 0xE000_EDFC;

    private const uint ResetKey = 0x05FA;
    private const uint ResetKeyRead = 0xFA05_0000;
    private const uint VectorReset = 1 << 0;
    private const uint SystemReset = 1 << 2;

    private readonly Stm32Core _core;
    private readonly Dictionary<uint, uint> _storage = [];

    public SystemControl(Stm32Core core, uint cpuId, Violations violations)
    {
        _core = core;
        CpuId = cpuId;
        Debug = new CoreDebug(core, violations);
        Reset();
    }

    public CoreDebug Debug { get; }

    /// <summary>SYSRESETREQ was written; whoever sees it resets the chip.</summary>
    public bool WantsReset { get; private set; }

    /// <summary>VECTRESET was written; whoever sees it resets the core.</summary>
    public bool WantsCoreReset { get; private set; }

    private uint CpuId { get; }

    public uint Read(uint address, BusMaster master) => address switch
    {
        CpuIdRegister => CpuId,
        Vtor => _core.Vectors,
        Aircr => ResetKeyRead,
        Cfsr => _core.IsArmv6M ? 0 : _core.ConfigurableFaults,
        Hfsr => _core.IsArmv6M ? 0 : _core.HardFaults,
        Bfar => _core.IsArmv6M ? 0 : _core.FaultAddress,
        Dfsr => _core.DebugFaults,
        Dhcsr => Debug.ReadControl(master),
        Dcrdr => Debug.Data,
        Demcr => Debug.Monitor,
        _ => _storage.GetValueOrDefault(address),
    };

    public void Write(uint address, uint value, BusMaster master)
    {
        switch (address)
        {
            case CpuIdRegister:
                break;
            case Vtor:
                _core.Vectors = _core.IsArmv6M ? 0 : value & 0x3FFF_FF80;
                break;
            case Aircr:
                RequestReset(value);
                break;
            case Cfsr:
                _core.ConfigurableFaults &= ~value;
                break;
            case Hfsr:
                _core.HardFaults &= ~value;
                break;
            case Dfsr:
                _core.DebugFaults &= ~value;
                break;
            case Dhcsr:
                if (master == BusMaster.Debugger)
                {
                    Debug.WriteControl(value);
                }

                break;
            case Dcrsr:
                Debug.Transfer(value);
                break;
            case Dcrdr:
                Debug.Data = value;
                break;
            case Demcr:
                Debug.Monitor = value;
                break;
            default:
                _storage[address] = value;
                break;
        }
    }

    /// <summary>Any reset of the core; the storage forgets at a system reset only.</summary>
    public void Reset()
    {
        WantsReset = false;
        WantsCoreReset = false;
        Debug.Reset();
    }

    public void PowerOn()
    {
        const uint FlashPatchControl = 0xE000_2000;
        const uint WatchpointControl = 0xE000_1000;
        _storage.Clear();
        // Six code and two literal comparators, four watchpoints (Cortex-M3 TRM, FP_CTRL and DWT_CTRL).
        _storage[FlashPatchControl] = 0x260;
        _storage[WatchpointControl] = 0x4000_0000;
        Debug.PowerOn();
    }

    private void RequestReset(uint value)
    {
        if (value >> 16 == ResetKey)
        {
            WantsReset = (value & SystemReset) != 0;
            WantsCoreReset = (value & VectorReset) != 0 && !_core.IsArmv6M;
        }
    }
}
