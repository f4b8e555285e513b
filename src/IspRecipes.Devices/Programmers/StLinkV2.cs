using System.Buffers.Binary;
using IspRecipes.Devices.Links;

namespace IspRecipes.Devices.Programmers;

/// <summary>
/// ST-Link by STMicroelectronics: V2 and its clones, V2-1 on Nucleo and Discovery boards, V3. Commands, firmwares and traps:
/// docs/protocols/st-link.md.
/// </summary>
public sealed class StLinkV2 : ISwdProbe
{
    /// <summary>Debug Halting Control and Status Register, and what clears C_DEBUGEN in it (ARMv7-M ARM, C1.6.2).</summary>
    private const uint Dhcsr = 0xE000EDF0, DebugOff = 0xA05F0000;

    /// <summary>
    /// SWD bits for a word, its acknowledges, turnarounds and idle cycles, and what a chip's WAIT may double it to; words of the
    /// longest command.
    /// </summary>
    private const double BitsPerWord = 100, LongestWords = StLinkV2Command.LongestData / 4;

    /// <summary>Where the clock is not known: V2's own before it could be set.</summary>
    private const double UnknownHertz = 1.8e6;

    private readonly StLinkV2Line _line;
    private readonly StLinkV2Debug _debug;
    private readonly StLinkV2Memory _memory;
    private readonly List<Fault> _notices = [];
    private bool _entered;
    private bool _answers;
    private bool _holdsReset;

    public StLinkV2(IUsbLink link, IClock clock)
    {
        Clock = clock;
        _line = new StLinkV2Line(link, clock);
        _debug = new StLinkV2Debug(_line, clock);
        _memory = new StLinkV2Memory(_debug, _line);
    }

    /// <summary>Every SWD clock of a V2 in hertz, fastest first. A V3 tells its own when it is asked.</summary>
    public static IReadOnlyList<double> SwdSteps => StLinkV2Clock.StepsOfV2;

    public IClock Clock { get; }

    public string Identity { get; private set; } = "";

    public IReadOnlyList<Fault> Notices => _notices;

    public double? TargetVolts => _debug.Volts;

    public double? SwdHertz { get; private set; }

    public int Repeats => _debug.Repeats;

    public bool WritesHalfWords => Firmware.WritesHalfWords;

    public bool Batches => Firmware.Batches;

    private StLinkV2Firmware Firmware => _debug.Firmware;

    public void Open()
    {
        var opening = StLinkV2Opening.Of(_line);
        (_debug.Firmware, Identity, _debug.Volts) = (opening.Firmware, opening.Identity, opening.Volts);
        _notices.AddRange(opening.NoticesOf(_line.Device.Name));
    }

    public uint Connect(double? hertz, bool underReset)
    {
        Leave();
        SetClock(hertz);
        _entered = true;
        if (underReset)
        {
            // Before SWD is entered the firmware may not know which pin NRST is (OpenOCD, stlink_usb_init_mode): once more after.
            _holdsReset = true;
            _line.Ask(StLinkV2Command.DriveReset(low: true));
        }

        _debug.Ask(StLinkV2Command.EnterSwd);
        _answers = true;
        if (underReset)
        {
            SetReset(low: true);
        }

        byte[] answer = _line.Ask(StLinkV2Command.ReadIdCodes);
        return StLinkV2Statuses.Meaning(answer[0]) == StLinkV2Status.Done ? Word(answer) : 0;
    }

    public void Read(uint address, Span<byte> into) => _memory.Read(address, into);

    public void Write(uint address, ReadOnlySpan<byte> bytes) => _memory.Write(address, bytes);

    public uint ReadWord(uint address) => _memory.ReadWord(address);

    public void WriteWord(uint address, uint value) => _memory.WriteWord(address, value);

    public void WriteHalfWord(uint address, ushort value) => _memory.WriteHalfWord(address, value);

    public void Exchange(Span<WordAccess> accesses) => _memory.Exchange(accesses);

    public uint ReadRegister(CoreRegister register) => Word(_debug.Ask(StLinkV2Command.ReadRegister(register)));

    public void WriteRegister(CoreRegister register, uint value) => _debug.Ask(StLinkV2Command.WriteRegister(register, value));

    public void SetReset(bool low)
    {
        _holdsReset |= low; // before it is done: who knows how far a transfer that fails went
        _debug.Ask(StLinkV2Command.DriveReset(low));
        _holdsReset = low;
    }

    public void Disconnect()
    {
        try
        {
            if (_holdsReset)
            {
                Insist(() => SetReset(low: false));
            }
        }
        finally
        {
            StopDebugging();
        }
    }

    public void Dispose()
    {
        try
        {
            Disconnect();
        }
        catch (DeviceException)
        {
            // The failure that ended the job is the one to tell, and nothing more can be done for the chip.
        }
        finally
        {
            _line.Dispose();
        }
    }

    private static uint Word(byte[] answer) => BinaryPrimitives.ReadUInt32LittleEndian(answer.AsSpan(4));

    /// <summary>Before SWD is entered, which is done at that clock already.</summary>
    private void SetClock(double? wish)
    {
        SwdHertz = StLinkV2Clock.Set(_line, Firmware, wish);
        _line.ChipTime = TimeSpan.FromSeconds(LongestWords * BitsPerWord / (SwdHertz ?? UnknownHertz));
        if (SwdHertz is null && wish is not null)
        {
            _notices.Add(new Fault(FaultCode.SwdClockNotSettable, Identity));
        }
    }

    /// <summary>The core runs on, and SWD is left; either is tried whatever becomes of the other.</summary>
    private void StopDebugging()
    {
        try
        {
            if (_answers)
            {
                Insist(() => WriteWord(Dhcsr, DebugOff));
            }
        }
        finally
        {
            Leave();
        }
    }

    private void Leave()
    {
        if (_entered)
        {
            (_entered, _answers) = (false, false);
            _memory.Forget();
            Insist(() => _line.Ask(StLinkV2Command.Exit));
        }
    }

    /// <summary>
    /// What lets go of the chip is tried once more where its transfer fails, the line having been cleared: a chip that stays
    /// halted or in reset looks broken.
    /// </summary>
    private static void Insist(Action release)
    {
        try
        {
            release();
        }
        catch (LinkException failure) when (failure.Fault.Code != FaultCode.UsbUnplugged)
        {
            release();
        }
    }
}
