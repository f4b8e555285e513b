using IspRecipes.Devices.Programmers;

namespace IspRecipes.Devices.Targets;

/// <summary>
/// The core behind a probe: halted, started, reset, and held at its reset vector (ARMv7-M ARM, C1.6, Debug system registers;
/// ARMv6-M ARM, C1.6, is the same in what is used here).
/// </summary>
internal sealed class CortexM(ISwdProbe probe)
{
    public const uint CpuId = 0xE000ED00;
    public const uint Dhcsr = 0xE000EDF0;
    public const uint Demcr = 0xE000EDFC;
    public const uint Aircr = 0xE000ED0C;

    /// <summary>VECTKEY and SYSRESETREQ. On an STM32 it pulls NRST too, for 20 µs at least (RM0008, 7.1.1).</summary>
    private const uint SystemReset = 0x05FA0004;

    /// <summary>DBGKEY; with it C_DEBUGEN, and C_HALT.</summary>
    private const uint Debug = 0xA05F0001;
    private const uint DebugHalt = 0xA05F0003;

    /// <summary>VC_HARDERR and VC_CORERESET: a hard fault, or a reset that nobody asked for, halts the core.</summary>
    private const uint Catch = 0x00000401;

    /// <summary>xPSR with nothing but the T bit, without which the first instruction faults.</summary>
    private const uint ThumbState = 0x01000000;

    private static readonly TimeSpan OutOfReset = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan LongestReset = TimeSpan.FromMilliseconds(200);

    /// <summary>NRST is held low for longer than the capacitor of a board's reset button takes to be charged.</summary>
    private static readonly TimeSpan NrstLow = TimeSpan.FromMilliseconds(10);

    /// <summary>The reset that every Cortex-M has: SYSRESETREQ.</summary>
    public static WordAccess ResetRequest { get; } = WordAccess.Write(Aircr, SystemReset);

    public CoreState ReadState() => new(probe.ReadWord(Dhcsr));

    public void Halt() => probe.WriteWord(Dhcsr, DebugHalt);

    /// <summary>Halts the core, asks for a halt at the next reset, and forgets earlier resets.</summary>
    public void HaltAndCatch()
    {
        Span<WordAccess> turn =
        [
            WordAccess.Write(Dhcsr, DebugHalt),
            WordAccess.Write(Demcr, Catch),
            WordAccess.Read(Dhcsr),
        ];
        probe.Exchange(turn);
    }

    /// <summary>Resets the chip and waits until its core is held at the reset vector; <see cref="HaltAndCatch"/> comes before.</summary>
    /// <param name="reset">What resets it.</param>
    /// <returns>Whether a reset was seen, and a halt after it.</returns>
    public CoreState Reset(WordAccess reset)
    {
        Request(reset);
        return AwaitHalt();
    }

    /// <summary>The same by the wire; does nothing to a chip whose NRST is not connected.</summary>
    public CoreState ResetByWire()
    {
        probe.SetReset(low: true);
        probe.Clock.Wait(NrstLow);
        probe.SetReset(low: false);
        return AwaitHalt();
    }

    /// <summary>Lets go of an NRST that was low while the probe connected; the core stays before its first instruction.</summary>
    /// <returns>Whether the wire is there. What DHCSR tells of a reset that began earlier proves nothing, so there is another.</returns>
    public bool LeaveReset()
    {
        HaltAndCatch();
        probe.SetReset(low: false);
        probe.Clock.Wait(OutOfReset);
        HaltAndCatch();
        return ResetByWire().WasReset;
    }

    /// <summary>Starts the halted core at an address.</summary>
    public void Start(uint address)
    {
        probe.WriteRegister(CoreRegister.Pc, address);
        probe.WriteRegister(CoreRegister.Xpsr, ThumbState);
        probe.WriteWord(Dhcsr, Debug);
    }

    /// <summary>
    /// Resets the chip and leaves its core before the first instruction, to start when the debug session ends: a program that
    /// takes the probe's pins, or sleeps, cannot come in between.
    /// </summary>
    /// <returns>Whether it was reset: where the request does nothing, by the wire.</returns>
    public bool ResetToStart(WordAccess reset)
    {
        bool wasReset = Reset(reset).WasReset || ResetByWire().WasReset;
        probe.WriteWord(Demcr, 0);
        return wasReset;
    }

    private void Request(WordAccess reset)
    {
        try
        {
            probe.WriteWord(reset.Address, reset.Value);
        }
        catch (TargetException)
        {
            // The reset may have come before the answer; whether it came, the caller finds out.
        }
    }

    private CoreState AwaitHalt()
    {
        TimeSpan deadline = probe.Clock.Now + LongestReset;
        CoreState state = default;
        do
        {
            probe.Clock.Wait(OutOfReset);
            state = ReadState().After(state);
        }
        while (!state.IsHeld && probe.Clock.Now < deadline);

        return state;
    }
}

/// <summary>DHCSR as it is read (ARMv7-M ARM, C1.6.2).</summary>
internal readonly record struct CoreState(uint Dhcsr)
{
    /// <summary>S_HALT.</summary>
    public bool IsHalted => (Dhcsr & 1 << 17) != 0;

    /// <summary>S_LOCKUP: a fault in a fault handler; a reset or a halt ends it.</summary>
    public bool IsLockedUp => (Dhcsr & 1 << 19) != 0;

    /// <summary>S_SLEEP: waits for an interrupt or an event.</summary>
    public bool IsAsleep => (Dhcsr & 1 << 18) != 0;

    public CoreActivity Activity => IsLockedUp ? CoreActivity.LockedUp
        : IsHalted ? CoreActivity.Halted
        : IsAsleep ? CoreActivity.Asleep
        : CoreActivity.Running;

    /// <summary>S_RESET_ST: reset since it was last read.</summary>
    public bool WasReset => (Dhcsr & ResetBit) != 0;

    /// <summary>Reset, and halted since.</summary>
    public bool IsHeld => WasReset && IsHalted;

    private const uint ResetBit = 1 << 25;

    /// <summary>This state, with a reset that was seen before.</summary>
    public CoreState After(CoreState earlier) => new(Dhcsr | (earlier.Dhcsr & ResetBit));
}
