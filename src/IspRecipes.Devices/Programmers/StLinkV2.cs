using System.Buffers.Binary;
using IspRecipes.Devices.Links;

namespace IspRecipes.Devices.Programmers;

/// <summary>
/// ST-Link by STMicroelectronics: V2 and its clones, V2-1 on Nucleo and Discovery boards, V3. Commands, firmwares and traps:
/// docs/protocols/st-link.md.
/// </summary>
public sealed class StLinkV2 : ISwdProbe
{
    /// <summary>Debug Halting Control and Status Register, and what is written to clear C_DEBUGEN (ARMv7-M ARM, C1.6.2).</summary>
    private const uint Dhcsr = 0xE000EDF0, DebugOff = 0xA05F0000;

    /// <summary>Below this no STM32 runs (datasheets: 1.65 V and more).</summary>
    private const double LeastVolts = 1.5;

    /// <summary>
    /// SWD bits for a word, its acknowledges, turnarounds and idle cycles, and what a chip's WAIT may double it to; words of the
    /// longest command.
    /// </summary>
    private const double BitsPerWord = 100, LongestWords = StLinkV2Command.LongestData / 4;

    /// <summary>Where the clock is not known: V2's own before it could be set.</summary>
    private const double UnknownHertz = 1.8e6;

    /// <summary>How often the first exchange is tried: once as it is, once after what was left behind is read, once after a reset.</summary>
    private const int Greetings = 3;

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
        (byte[] version, byte mode) = Greet();
        StLinkV2Firmware firmware = StLinkV2Firmware.Read(version, _line.Device.Id);
        if (firmware.IsV3)
        {
            firmware = StLinkV2Firmware.ReadExtended(_line.Ask(StLinkV2Command.GetVersionExtended));
        }

        _debug.Firmware = firmware;
        Identity = $"{KnownUsbDevices.Identify(_line.Device)?.What ?? $"ST-Link/V{firmware.Hardware}"}, firmware {firmware.Version}";
        RefuseUnfit(version);
        LeaveMode(mode);
        MeasureVolts();
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

    /// <summary>
    /// Version and mode. Where a killed program left an answer behind, or data due, the first try meets that; each next one
    /// clears more of it away. What is left over is told by its length, or by a mode that there is not.
    /// </summary>
    private (byte[] Version, byte Mode) Greet()
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                byte[] version = _line.Ask(StLinkV2Command.GetVersion);
                return (version, _line.Ask(StLinkV2Command.GetCurrentMode)[0]);
            }
            catch (DeviceException failure) when (attempt < Greetings && failure.Fault.Code != FaultCode.UsbUnplugged)
            {
                // The line clears away what it can before the next command.
            }
        }
    }

    private void RefuseUnfit(byte[] version)
    {
        if (Firmware.Jtag == 0 && Firmware.Hardware >= 2)
        {
            throw Unfit(FaultCode.ProbeWithoutSwd);
        }

        if (Firmware.IsTooOld)
        {
            throw Unfit(FaultCode.ProbeFirmwareTooOld);
        }

        if (!Firmware.WritesHalfWords)
        {
            _notices.Add(new Fault(FaultCode.ProbeFirmwareOld, Identity));
        }

        ProtocolException Unfit(FaultCode code) => new(new Fault(code, Identity), StLinkV2Command.GetVersion.Frame, version);
    }

    /// <summary>A V2 that was plugged in sits in its DFU mode; a debug session was left by a killed program.</summary>
    private void LeaveMode(byte mode)
    {
        const byte Dfu = 0, Debug = 2, Swim = 3, Loader = 4;
        switch (mode)
        {
            case Dfu:
                _line.Ask(StLinkV2Command.LeaveDfu);
                break;
            case Debug:
                _line.Ask(StLinkV2Command.Exit);
                break;
            case Swim:
                _line.Ask(StLinkV2Command.LeaveSwim);
                break;
            case Loader:
                throw new LinkException(FaultCode.ProbeInLoader, _line.Device.Name);
        }
    }

    /// <summary>Twice the reading, by a reference of 1.2 V; some clones measure nothing and tell a factor of 0.</summary>
    private void MeasureVolts()
    {
        if (!Firmware.MeasuresVolts)
        {
            return;
        }

        byte[] answer = _line.Ask(StLinkV2Command.GetTargetVoltage);
        uint factor = BinaryPrimitives.ReadUInt32LittleEndian(answer), reading = Word(answer);
        if (factor == 0)
        {
            return;
        }

        double volts = 2.4 * reading / factor;
        _debug.Volts = volts;
        if (volts < LeastVolts)
        {
            _notices.Add(new Fault(FaultCode.TargetVoltageLow, _line.Device.Name, volts));
        }
    }

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
