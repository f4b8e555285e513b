using IspRecipes.Devices.Parts;

namespace IspRecipes.Simulation.Chips;

/// <summary>
/// An STM32F1, F0 or F3 as a debug probe meets it: SWDIO, SWCLK and NRST. It runs the code that is in it, at 8 MHz and
/// without interrupts, and is stricter than silicon where silicon is merely undefined: what a manual forbids goes wrong
/// here, every time the same way, and is written down.
/// </summary>
public sealed class VirtualStm32 : ISwdChip
{
    /// <summary>Below it the chip is in power-on reset (DS5319, embedded reset and power control block).</summary>
    private const double LeastVolts = 1.9;

    /// <summary>What an access may be held by the bus before the debug port answers WAIT: two words at 1.8 MHz.</summary>
    private static readonly TimeSpan LongestStall = TimeSpan.FromMicroseconds(60);

    private readonly Stm32Silicon _silicon;
    private readonly Stm32Chip _chip;
    private double _volts;
    private int _waits;
    private bool _heldByPin;

    public VirtualStm32(Stm32Part part, VirtualClock clock, Stm32Silicon? silicon = null)
    {
        Part = part;
        Clock = clock;
        _silicon = silicon ?? Stm32Silicon.Genuine;
        _chip = new Stm32Chip(part, _silicon, clock.Now);
        _waits = _silicon.Waits;
        Volts = _silicon.Volts;
    }

    public Stm32Part Part { get; }

    public VirtualClock Clock { get; }

    /// <inheritdoc/>
    public double Volts
    {
        get => _volts;
        set
        {
            bool wasPowered = IsPowered;
            _volts = value;
            if (wasPowered && !IsPowered)
            {
                Advance();
                _chip.HoldInReset();
            }
            else if (IsPowered && !wasPowered)
            {
                _chip.Time.Now = Clock.Now;
                _chip.PowerOn(_heldByPin);
            }
        }
    }

    /// <summary>Main flash, all that is really there.</summary>
    public byte[] Flash => Advanced.Flash.Bytes;

    public byte[] Sram => Advanced.Bus.Sram;

    /// <summary>Option bytes as they are stored, without their complements; they may not act yet.</summary>
    public OptionBytes StoredOptions => Advanced.Options.Stored;

    /// <summary>Option bytes as the chip acts on them.</summary>
    public OptionBytes LoadedOptions => Advanced.Options.Loaded;

    /// <summary>How often each page was erased since the chip was made.</summary>
    public IReadOnlyList<int> PageErases => Advanced.Flash.PageErases;

    /// <summary>How many half-words were programmed since the chip was made.</summary>
    public int HalfWordsProgrammed => Advanced.Flash.HalfWordsProgrammed;

    /// <summary>Everything a manual forbids that was done to the chip, a sentence each.</summary>
    public IReadOnlyList<string> Violations => Advanced.Violations.Sentences;

    /// <summary>How often the chip came out of a reset since it was made, the first power-on among them.</summary>
    public int Resets => Advanced.Resets;

    public CoreState CoreState => Advanced.Core.State;

    /// <summary>The program runs as it does without a probe: not halted, not locked up, and with debug off.</summary>
    public bool IsRunning =>
        IsPowered && CoreState is CoreState.Starting or CoreState.Running or CoreState.Sleeping && !_chip.Core.DebugEnabled;

    private bool IsPowered => _volts >= LeastVolts;

    private Stm32Chip Advanced
    {
        get
        {
            Advance();
            return _chip;
        }
    }

    /// <summary>Nobody answers without power, at protection level 2, and where the program has taken the pins.</summary>
    private bool Answers
    {
        get
        {
            if (!IsPowered)
            {
                return false;
            }

            Advance();
            bool pinsTaken = _silicon.TakesSwdPins && _chip.ProgramRan;
            return !pinsTaken && _chip.Options.ReadProtectionLevel < 2;
        }
    }

    /// <summary>Stores option bytes as a programmer would, acting at once and not counted.</summary>
    public void Preset(OptionBytes options)
    {
        _chip.Options.Preset(options);
        _chip.Options.Load(powerOn: true);
    }

    /// <summary>Takes the power away for a moment.</summary>
    public void CyclePower()
    {
        double volts = Volts;
        Volts = 0;
        Volts = volts;
    }

    /// <inheritdoc/>
    public uint? ReadDebugPortId() => Answers ? _silicon.DebugPortId ?? Part.Family.DebugPortIds[0] : null;

    /// <inheritdoc/>
    public SwdAnswer Read(uint address, int width, out uint value)
    {
        value = 0;
        SwdAnswer answer = Prepare(address);
        if (answer != SwdAnswer.Ok)
        {
            return answer;
        }

        if (!_chip.Bus.TryRead(address, width, BusMaster.Debugger, out value))
        {
            return SwdAnswer.Fault;
        }

        bool isAsleep = _silicon.Sleeps && CoreState is not (CoreState.Halted or CoreState.InReset);
        value = isAsleep && address == Part.Family.DebugIdAddress ? 0 : value;
        return SwdAnswer.Ok;
    }

    /// <inheritdoc/>
    public SwdAnswer Write(uint address, int width, uint value)
    {
        SwdAnswer answer = Prepare(address);
        if (answer != SwdAnswer.Ok)
        {
            return answer;
        }

        bool done = _chip.Bus.TryWrite(address, width, value, BusMaster.Debugger);
        _chip.DoRequestedResets();
        return done ? SwdAnswer.Ok : SwdAnswer.Fault;
    }

    /// <inheritdoc/>
    public void SetReset(bool low)
    {
        if (!_silicon.NrstWired || low == _heldByPin)
        {
            return;
        }

        Advance();
        _heldByPin = low;
        if (!IsPowered)
        {
            return;
        }

        if (low)
        {
            _chip.HoldInReset();
        }
        else
        {
            _chip.Reset();
        }
    }

    /// <summary>Brings the chip to the present, and finds out whether its bus has time for a debugger.</summary>
    private SwdAnswer Prepare(uint address)
    {
        if (!Answers)
        {
            return SwdAnswer.Silence;
        }

        if (_waits > 0)
        {
            _waits--;
            return SwdAnswer.Wait;
        }

        _chip.StartCore();
        if (_chip.Core.State == CoreState.InReset && !_chip.Bus.IsReachableInReset(address))
        {
            return SwdAnswer.Fault;
        }

        if (_chip.Bus.BusyBank(address)?.Operations.BusyUntil is { } ready)
        {
            if (ready - Clock.Now > LongestStall)
            {
                return SwdAnswer.Wait;
            }

            Clock.WaitUntil(ready);
        }

        Clock.WaitUntil(_chip.Time.Now);
        _chip.AdvanceTo(Clock.Now);
        return SwdAnswer.Ok;
    }

    private void Advance()
    {
        if (IsPowered)
        {
            _chip.AdvanceTo(Clock.Now);
        }
    }
}
