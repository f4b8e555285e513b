namespace IspRecipes.Simulation.Chips;

/// <summary>DHCSR, DCRSR, DCRDR and DEMCR: how a debugger holds the core (ARMv7-M ARM, C1.6).</summary>
internal sealed class CoreDebug(Stm32Core core, Violations violations)
{
    private const uint WriteKey = 0xA05F;

    private const uint DebugEnable = 1 << 0;
    private const uint HaltBit = 1 << 1;
    private const uint StepBit = 1 << 2;
    private const uint MaskInterrupts = 1 << 3;
    private const uint RegisterReady = 1 << 16;
    private const uint IsHalted = 1 << 17;
    private const uint IsSleeping = 1 << 18;
    private const uint IsLockedUp = 1 << 19;
    private const uint HasRetired = 1 << 24;
    private const uint WasReset = 1 << 25;

    private const uint CatchReset = 1 << 0;
    private const uint CatchHardFault = 1 << 10;
    private const uint RegisterWrite = 1 << 16;

    private uint _stepAndMask;
    private uint _monitor;
    private bool _registerReady;

    /// <summary>DCRDR.</summary>
    public uint Data { get; set; }

    /// <summary>DEMCR.</summary>
    public uint Monitor
    {
        get => _monitor;
        set
        {
            _monitor = value;
            core.CatchesReset = (value & CatchReset) != 0;
            core.CatchesHardFault = (value & CatchHardFault) != 0;
        }
    }

    /// <summary>DHCSR; a debugger's read clears the two sticky bits.</summary>
    public uint ReadControl(BusMaster master)
    {
        bool isHalted = core.State == CoreState.Halted;
        uint value = (core.DebugEnabled ? DebugEnable : 0)
            | (isHalted ? HaltBit | IsHalted : 0)
            | _stepAndMask
            | (_registerReady ? RegisterReady : 0)
            | (core.State == CoreState.Sleeping ? IsSleeping : 0)
            | (core.State == CoreState.LockedUp ? IsLockedUp : 0)
            | (core.HasRetired ? HasRetired : 0)
            | (core.WasReset ? WasReset : 0);
        if (master == BusMaster.Debugger)
        {
            core.HasRetired = false;
            core.WasReset = core.State == CoreState.InReset;
        }

        return value;
    }

    /// <summary>DHCSR. Halt, step and mask act only together with C_DEBUGEN, and the mask changes only while halted.</summary>
    public void WriteControl(uint value)
    {
        if (value >> 16 != WriteKey)
        {
            return;
        }

        core.DebugEnabled = (value & DebugEnable) != 0;
        uint stepAndMask = core.DebugEnabled ? value & (StepBit | MaskInterrupts) : 0;
        bool halts = core.DebugEnabled && (value & HaltBit) != 0;
        bool changesMask = ((stepAndMask ^ _stepAndMask) & MaskInterrupts) != 0;
        if (changesMask && core.DebugEnabled && !(halts && core.State == CoreState.Halted))
        {
            violations.Add("C_MASKINTS changed while the core runs");
        }

        _stepAndMask = stepAndMask;
        Halt(halts);
    }

    /// <summary>DCRSR: moves a register of the halted core to DCRDR or back.</summary>
    public void Transfer(uint selector)
    {
        _registerReady = core.State == CoreState.Halted;
        if (!_registerReady)
        {
            violations.Add("DCRSR written while the core runs");
        }
        else if ((selector & RegisterWrite) != 0)
        {
            WriteRegister(selector & 0x7F);
        }
        else
        {
            Data = ReadRegister(selector & 0x7F);
        }
    }

    /// <summary>Any reset of the core.</summary>
    public void Reset()
    {
        _stepAndMask = 0;
        _registerReady = false;
    }

    public void PowerOn()
    {
        core.DebugEnabled = false;
        core.DebugFaults = 0;
        Monitor = 0;
        Data = 0;
    }

    private void Halt(bool halts)
    {
        switch (core.State)
        {
            case CoreState.Running or CoreState.Sleeping or CoreState.LockedUp when halts:
                core.Halt(DebugFault.Halted);
                break;
            case CoreState.Halted when !halts:
                core.Resume();
                StepOnce();
                break;
        }
    }

    private void StepOnce()
    {
        if ((_stepAndMask & StepBit) == 0)
        {
            return;
        }

        core.Step();
        if (core.State != CoreState.Halted)
        {
            core.Halt(DebugFault.Halted);
        }
    }

    private uint ReadRegister(uint number) => number switch
    {
        < 16 => core.Thumb.Registers[number],
        16 => core.Thumb.Xpsr,
        17 => core.Thumb.MainStack,
        18 => core.Thumb.ProcessStack,
        20 => core.Thumb.SpecialRegisters,
        _ => 0,
    };

    private void WriteRegister(uint number)
    {
        switch (number)
        {
            case 13:
                core.Thumb.Registers[13] = Data & ~3u;
                break;
            case 15:
                core.Thumb.Registers[15] = Data & ~1u;
                break;
            case < 16:
                core.Thumb.Registers[number] = Data;
                break;
            case 16:
                core.Thumb.Xpsr = Data;
                break;
            case 17:
                core.Thumb.MainStack = Data;
                break;
            case 18:
                core.Thumb.ProcessStack = Data;
                break;
            case 20:
                core.Thumb.SpecialRegisters = Data;
                break;
        }
    }
}
