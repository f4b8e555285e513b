using IspRecipes.Devices.Parts;

namespace IspRecipes.Simulation.Chips;

/// <summary>
/// The core between reset and lockup: it starts from the vectors, runs, faults and halts. Of the exceptions there is
/// HardFault, without a return from it; of interrupts none (ARMv7-M ARM, B1.5 and C1.6).
/// </summary>
internal sealed class Stm32Core : ICoreBus
{
    private const int Sp = 13;
    private const int Lr = 14;
    private const int Pc = 15;

    private const uint ThumbState = 1u << 24;
    private const uint HardFaultNumber = 3;
    private const uint HardFaultVector = 4 * HardFaultNumber;
    private const uint ReturnToMainStack = 0xFFFF_FFF9;
    private const uint ReturnToProcessStack = 0xFFFF_FFFD;
    private const uint StackSelect = 2u << 24;

    /// <summary>Where PC stands in lockup (ARMv7-M ARM, B1.5.15).</summary>
    private const uint LockupAddress = 0xFFFF_FFFE;

    private readonly Stm32Bus _bus;
    private uint _fetchedAt;
    private BusMaster _master;
    private uint? _refused;

    public Stm32Core(Stm32Bus bus, Stm32Family family)
    {
        _bus = bus;
        IsArmv6M = family.Core == "Cortex-M0";
        Thumb = new ThumbCore(this) { IsArmv6M = IsArmv6M };
    }

    public bool IsArmv6M { get; }

    public ThumbCore Thumb { get; }

    public CoreState State { get; private set; } = CoreState.InReset;

    /// <summary>C_DEBUGEN.</summary>
    public bool DebugEnabled { get; set; }

    /// <summary>VC_CORERESET: halt before the first instruction.</summary>
    public bool CatchesReset { get; set; }

    /// <summary>VC_HARDERR: halt at the first instruction of the HardFault handler.</summary>
    public bool CatchesHardFault { get; set; }

    /// <summary>S_RETIRE_ST.</summary>
    public bool HasRetired { get; set; }

    /// <summary>S_RESET_ST.</summary>
    public bool WasReset { get; set; }

    /// <summary>DFSR.</summary>
    public uint DebugFaults { get; set; }

    /// <summary>CFSR, HFSR and BFAR, where there are such registers.</summary>
    public uint ConfigurableFaults { get; set; }

    public uint HardFaults { get; set; }

    public uint FaultAddress { get; private set; }

    /// <summary>VTOR; always 0 on ARMv6-M.</summary>
    public uint Vectors { get; set; }

    public void HoldInReset()
    {
        State = CoreState.InReset;
        WasReset = true;
    }

    public void Reset()
    {
        State = CoreState.Starting;
        WasReset = true;
        HasRetired = false;
        Vectors = 0;
        ConfigurableFaults = 0;
        HardFaults = 0;
    }

    /// <summary>Reads the vectors of a core that is <see cref="CoreState.Starting"/>.</summary>
    public void Start()
    {
        _master = BusMaster.Fetch;
        Thumb.Reset(Vectors);
        State = CoreState.Running;
        if (DebugEnabled && CatchesReset)
        {
            Halt(DebugFault.VectorCatch);
        }
    }

    public void Halt(DebugFault reason)
    {
        State = CoreState.Halted;
        DebugFaults |= (uint)reason;
    }

    public void Resume() => State = CoreState.Running;

    public void Step()
    {
        _fetchedAt = Thumb.Registers[Pc];
        _master = _bus.IsFlash(_fetchedAt) && !DebugEnabled ? BusMaster.Program : BusMaster.Stub;
        _refused = null;
        switch (Thumb.Step())
        {
            case ThumbStep.Ran:
                HasRetired = true;
                break;
            case ThumbStep.Sleeping:
                HasRetired = true;
                State = CoreState.Sleeping;
                break;
            case ThumbStep.Breakpoint when DebugEnabled:
                Halt(DebugFault.Breakpoint);
                break;
            case ThumbStep.Breakpoint:
                TakeHardFault(HardFault.DebugEvent);
                break;
            case ThumbStep.Fault:
                ConfigurableFaults |= FaultCause();
                TakeHardFault(HardFault.Forced);
                break;
        }
    }

    public bool TryRead(uint address, int width, out uint value)
    {
        BusMaster master = address - _fetchedAt < 4 ? BusMaster.Fetch : _master;
        bool done = _bus.TryRead(address, width, master, out value);
        _refused = done ? _refused : address;
        return done;
    }

    public bool TryWrite(uint address, int width, uint value)
    {
        bool done = _bus.TryWrite(address, width, value, _master);
        _refused = done ? _refused : address;
        return done;
    }

    /// <summary>What CFSR shows of a fault (ARMv7-M ARM, B3.2.15).</summary>
    private uint FaultCause()
    {
        const uint InstructionBusError = 1 << 8;
        const uint PreciseBusError = 1 << 9;
        const uint FaultAddressValid = 1 << 15;
        const uint UndefinedInstruction = 1 << 16;
        const uint InvalidState = 1 << 17;
        if (_refused is not { } address)
        {
            return (Thumb.Xpsr & ThumbState) == 0 ? InvalidState : UndefinedInstruction;
        }

        if (address - _fetchedAt < 4)
        {
            return InstructionBusError;
        }

        FaultAddress = address;
        return PreciseBusError | FaultAddressValid;
    }

    /// <summary>A fault within HardFault, on its way there, or without a vector for it, locks the core up (B1.5.15).</summary>
    private void TakeHardFault(HardFault cause)
    {
        HardFaults |= (uint)cause;
        _master = BusMaster.Stub;
        bool isNested = (Thumb.Xpsr & 0x1FF) == HardFaultNumber;
        if (isNested || !TryStack() || !_bus.TryRead(Vectors + HardFaultVector, 4, BusMaster.Fetch, out uint handler))
        {
            State = CoreState.LockedUp;
            Thumb.Registers[Pc] = LockupAddress;
            return;
        }

        Thumb.Registers[Pc] = handler & ~1u;
        Thumb.Xpsr = HardFaultNumber | ((handler & 1) != 0 ? ThumbState : 0);
        if (DebugEnabled && CatchesHardFault)
        {
            Halt(DebugFault.VectorCatch);
        }
    }

    /// <summary>R0 to R3, R12, LR, PC and xPSR, from the new stack pointer upwards (B1.5.6).</summary>
    private bool TryStack()
    {
        uint[] registers = Thumb.Registers;
        uint frame = registers[Sp] - 32;
        uint[] stacked = [.. registers[..4], registers[12], registers[Lr], registers[Pc], Thumb.Xpsr];
        for (uint i = 0; i < stacked.Length; i++)
        {
            if (!TryWrite(frame + (4 * i), 4, stacked[i]))
            {
                return false;
            }
        }

        bool usesProcessStack = (Thumb.SpecialRegisters & StackSelect) != 0;
        registers[Sp] = frame;
        Thumb.SpecialRegisters &= ~StackSelect;
        registers[Lr] = usesProcessStack ? ReturnToProcessStack : ReturnToMainStack;
        return true;
    }
}

/// <summary>Bits of DFSR (ARMv7-M ARM, C1.6.1).</summary>
[Flags]
internal enum DebugFault : uint
{
    Halted = 1 << 0,
    Breakpoint = 1 << 1,
    VectorCatch = 1 << 3,
}

/// <summary>Bits of HFSR (ARMv7-M ARM, B3.2.16).</summary>
[Flags]
internal enum HardFault : uint
{
    Forced = 1u << 30,
    DebugEvent = 1u << 31,
}
