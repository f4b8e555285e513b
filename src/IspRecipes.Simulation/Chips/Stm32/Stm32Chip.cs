using IspRecipes.Devices.Parts;

namespace IspRecipes.Simulation.Chips;

/// <summary>What is under the package: the units of the chip, and how time passes in it.</summary>
internal sealed class Stm32Chip
{
    /// <summary>HSI is 8 MHz, and an instruction takes 1.6 cycles of it, a usual mean for Thumb code without wait states.</summary>
    private static readonly TimeSpan InstructionTime = TimeSpan.FromTicks(2);

    private readonly Stm32Family _family;
    private readonly Stm32Silicon _silicon;
    private readonly IdleLoop _idle;

    public Stm32Chip(Stm32Part part, Stm32Silicon silicon, TimeSpan now)
    {
        ushort revision = silicon.Revision ?? part.Family.Revisions.Keys.FirstOrDefault();
        _silicon = silicon;
        _family = part.Family.Of(revision, silicon.FactoryOptionRegister);
        Time = new ChipTime { Now = now };
        Violations = new Violations(Time);
        Flash = new Stm32Flash(part.Flash, silicon.FlashBytes ?? part.Flash.Size, silicon);
        Options = new Stm32Options(_family, silicon.NeedsPowerCycle);
        Watchdog = new IndependentWatchdog(Time);
        Debug = new DebugUnit(_family, revision);
        var peripherals = new Peripherals(Watchdog, Debug);
        Banks = MakeBanks(peripherals.Clocks);
        Bus = new Stm32Bus(part, Flash, Options, Banks, peripherals, Time)
        {
            FlashKiB = silicon.SizeRegister ?? (ushort)(part.Flash.Size / 1024),
            UniqueId = UniqueId,
        };
        Core = new Stm32Core(Bus, _family);
        System = new SystemControl(Core, silicon.CpuId ?? _family.CpuIds[0], Violations);
        Bus.System = System;
        _idle = new IdleLoop(Core.Thumb);
    }

    /// <summary>96 bits.</summary>
    public static byte[] UniqueId { get; } = [.. Enumerable.Range(0x31, 12).Select(value => (byte)value)];

    public ChipTime Time { get; }

    public Violations Violations { get; }

    public Stm32Flash Flash { get; }

    public Stm32Options Options { get; }

    public FlashBank[] Banks { get; }

    public IndependentWatchdog Watchdog { get; }

    public DebugUnit Debug { get; }

    public Stm32Bus Bus { get; }

    public Stm32Core Core { get; }

    public SystemControl System { get; }

    public int Resets { get; private set; }

    /// <summary>Code in flash has run since the last reset.</summary>
    public bool ProgramRan { get; private set; }

    private bool IsExecuting => Core.State == CoreState.Running && !(_silicon.CoreHangs && Core.DebugEnabled);

    /// <summary>Lets the chip do what it does until <paramref name="end"/>, or an instruction longer.</summary>
    public void AdvanceTo(TimeSpan end)
    {
        while (Time.Now < end)
        {
            StartCore();
            if (IsExecuting)
            {
                Run(end);
            }
            else
            {
                Pass(end);
            }

            if (Time.Now >= Watchdog.Deadline)
            {
                Reset();
            }
        }
    }

    public void StartCore()
    {
        if (Core.State == CoreState.Starting)
        {
            Core.Start();
        }
    }

    /// <summary>Resets what was asked to be reset by an access or an instruction.</summary>
    public void DoRequestedResets()
    {
        if (Core.State == CoreState.InReset)
        {
            return;
        }

        if (System.WantsReset || Banks[0].LaunchesOptions)
        {
            Reset(loadsOptions: !System.WantsReset);
        }
        else if (System.WantsCoreReset)
        {
            System.Reset();
            Core.Reset();
        }
    }

    /// <param name="isHeld">NRST is low.</param>
    public void PowerOn(bool isHeld)
    {
        var noise = new Noise(7);
        foreach (ref byte cell in Bus.Sram.AsSpan())
        {
            cell = noise.NextByte();
        }

        Options.Load(powerOn: true);
        Debug.PowerOn();
        System.PowerOn();
        if (isHeld)
        {
            HoldInReset();
        }
        else
        {
            Reset();
        }
    }

    /// <summary>A system reset. On F0 it doesn't load the option bytes, on the others it does (RM0360, 4; PM0075, 2.5).</summary>
    public void Reset(bool loadsOptions = false)
    {
        HoldInReset();
        if (loadsOptions || !Core.IsArmv6M)
        {
            Options.Load(powerOn: false);
        }

        Resets++;
        Watchdog.Reset(Options.StartsWatchdog);
        Core.Reset();
    }

    /// <summary>NRST is low.</summary>
    public void HoldInReset()
    {
        foreach (FlashBank bank in Banks)
        {
            bank.Reset();
        }

        ProgramRan = false;
        Bus.Reset();
        System.Reset();
        Watchdog.Reset(starts: false);
        Core.HoldInReset();
    }

    private FlashBank[] MakeBanks(ClockControl clocks)
    {
        uint second = _family.SecondBank ?? uint.MaxValue;
        uint end = Flash.Start + (uint)Flash.Bytes.Length;
        return second < end
            ? [MakeBank(Flash.Start, second, clocks), MakeBank(second, end, clocks)]
            : [MakeBank(Flash.Start, end, clocks)];
    }

    private FlashBank MakeBank(uint start, uint end, ClockControl clocks)
    {
        var operations = new FlashOperations(Flash, Options, Time, Violations) { BusyForever = _silicon.BusyForever };
        return new FlashBank(Flash, Options, operations, Violations)
        {
            Start = start,
            Size = end - start,
            HasOptionLaunch = _family.HasOptionLaunch,
            OscillatorRuns = () => clocks.InternalOscillatorRuns,
        };
    }

    /// <summary>Time passes without the core; a halted one can hold the watchdog.</summary>
    private void Pass(TimeSpan end)
    {
        bool isFrozen = Core.State == CoreState.Halted && Debug.StopsWatchdog;
        TimeSpan stop = isFrozen ? end : Earlier(end, Watchdog.Deadline);
        if (isFrozen)
        {
            Watchdog.Postpone(stop - Time.Now);
        }

        Time.Now = stop;
    }

    private void Run(TimeSpan end)
    {
        while (IsExecuting && Time.Now < end && Time.Now < Watchdog.Deadline)
        {
            uint address = Core.Thumb.Registers[15];
            bool isInFlash = Bus.IsFlash(address);
            if (isInFlash && Bus.BusyBank(address) is not null)
            {
                Time.Now = NextEvent(end);
                continue;
            }

            Core.Step();
            Time.Now += InstructionTime;
            ProgramRan |= isInFlash && IsExecuting;
            DoRequestedResets();
            if (IsExecuting && _idle.Closes(Surroundings()))
            {
                Time.Now = NextEvent(end);
            }
        }
    }

    private long Surroundings()
    {
        long surroundings = Bus.Changes;
        foreach (FlashBank bank in Banks)
        {
            surroundings = (2 * surroundings) + (bank.Operations.IsBusy ? 1 : 0);
        }

        return surroundings;
    }

    private TimeSpan NextEvent(TimeSpan end)
    {
        TimeSpan next = Earlier(end, Watchdog.Deadline);
        foreach (FlashBank bank in Banks)
        {
            next = bank.Operations.IsBusy ? Earlier(next, bank.Operations.BusyUntil) : next;
        }

        return next > Time.Now ? next : Time.Now;
    }

    private static TimeSpan Earlier(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
