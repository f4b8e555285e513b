using IspRecipes.Devices.Links;
using IspRecipes.Devices.Parts;

namespace IspRecipes.Devices.Programmers;

/// <summary>
/// STK500 protocol version 2: an STK500, an AVRISP or one that speaks like them on a serial port, and the AVRISP mkII and
/// its clones on USB. Messages, commands and traps: docs/protocols/stk500v2.md.
/// </summary>
public sealed class Stk500v2 : IspProgrammer
{
    /// <summary>No classic AVR needs longer for a chip erase, the slowest it does.</summary>
    private static readonly TimeSpan LongestBusy = TimeSpan.FromMilliseconds(100);

    /// <summary>Bits of PARAM_STATUS_TGT_CONN (AVR069).</summary>
    private static readonly (byte Bit, string What)[] CableFaults =
    [
        (0x01, "MOSI shorted"),
        (0x02, "RESET shorted"),
        (0x04, "SCK shorted"),
        (0x10, "no target detected"),
        (0x20, "the plug turned round"),
    ];

    private readonly Stk500v2Line _line;
    private readonly Stk500v2Sck _clocks;
    private readonly List<Fault> _notices = [];
    private string _identity = "";
    private double? _wish;
    private bool _opened;
    private bool _entered;

    /// <summary>Null until a chip is in programming mode.</summary>
    private Stk500v2Blocks? _blocks;

    private Stk500v2(Stk500v2Line line, Stk500v2Sck clocks, IClock clock) : base(clock)
    {
        _line = line;
        _clocks = clocks;
        _line.Cut += () => _blocks?.Forget();
    }

    /// <summary>Every SCK in hertz of one on a serial port, fastest first.</summary>
    public static IReadOnlyList<double> SerialSckSteps => Stk500v2Sck.Stk500.Steps;

    /// <summary>Those of them that a search tries.</summary>
    public static IReadOnlyList<double> SerialSckSearched => Stk500v2Sck.Stk500.Searched;

    /// <summary>Every SCK in hertz of an AVRISP mkII, fastest first.</summary>
    public static IReadOnlyList<double> MkIISckSteps => Stk500v2Sck.MkII.Steps;

    /// <summary>Those of them that a search tries.</summary>
    public static IReadOnlyList<double> MkIISckSearched => Stk500v2Sck.MkII.Searched;

    public override string Identity => _identity;

    public override IReadOnlyList<Fault> Notices => _notices;

    public override int Repeats => _line.Repeats;

    public override double? SckHertz => _wish;

    /// <summary>One on a serial port; owns the link from now on.</summary>
    public static Stk500v2 OnSerial(ISerialLink link, IClock clock) =>
        new(new Stk500v2Messages(link, clock), Stk500v2Sck.Stk500, clock);

    /// <summary>An AVRISP mkII or its clone; owns the link from now on.</summary>
    public static Stk500v2 AvrispMkII(IUsbLink link, IClock clock) =>
        new(new AvrispMkIITransfers(link), Stk500v2Sck.MkII, clock);

    /// <inheritdoc/>
    /// <exception cref="ProtocolException">A bootloader answers in the programmer's place (ISP5005: port).</exception>
    public override void Open()
    {
        var opening = Stk500v2Opening.Of(_line);
        _identity = opening.Identity;
        opening.RefuseBootloader(_line);
        _notices.AddRange(opening.NoticesOf(_line.Place));
        _opened = true;
    }

    public override void SetBitClock(double hertz) => _wish = _clocks.StepFor(hertz);

    /// <exception cref="TargetException">
    /// The chip does not answer (ISP6009: part), or the programmer finds the cable at fault (ISP5032: programmer, what).
    /// </exception>
    public override void EnterProgramming(AvrPart part)
    {
        // SCK counts from the next entering on, and LUFA changes from its SPI to software only where it has left before.
        if (_entered)
        {
            LeaveProgramming();
        }

        base.EnterProgramming(part);
        _blocks = new Stk500v2Blocks(part, _wish);
        if (_wish is double sck)
        {
            _line.Ask(Stk500v2Command.SetParameter(Stk500v2Command.SckDuration, _clocks.Duration(sck)));
        }

        PullResetLow();
        _entered = true;
        try
        {
            _line.Ask(Stk500v2Command.EnterProgramming);
        }
        catch (ProtocolException refused) when (Refusal(refused) is Stk500v2Command.Failed or Stk500v2Command.CommandTimeout)
        {
            throw Cable() ?? new TargetException(FaultCode.ProgrammingModeRefused, part.Name);
        }
    }

    /// <remarks>After a failure it stays quiet about one more: the first is the one to tell.</remarks>
    public override void LeaveProgramming()
    {
        if (!_opened)
        {
            return;
        }

        _entered = false;
        if (_line.InStep)
        {
            _line.Ask(Stk500v2Command.LeaveProgramming);
            return;
        }

        Clock.Wait(LongestBusy);
        try
        {
            _line.Ask(Stk500v2Command.LeaveProgramming);
        }
        catch (DeviceException)
        {
            // The failure that cut the exchange is on its way to the user already.
        }
    }

    public override uint Transfer(uint instruction)
    {
        byte[] answer = _line.Ask(Stk500v2Command.Spi(instruction));
        return (uint)(answer[2] << 24 | answer[3] << 16 | answer[4] << 8 | answer[5]);
    }

    public override void EraseChip()
    {
        _line.Ask(Stk500v2Command.EraseChip(Part.ChipEraseTime));
        WaitUntilReady(TimeSpan.Zero);
    }

    public override int BytesPerRead(AvrMemory memory) => Blocks.ReadSize;

    public override int BytesPerWrite(AvrMemory memory) => Blocks.WriteSize(memory);

    public override int EepromUnit => Part.EepromPages ? Part.Eeprom.PageSize : 1;

    public override void Read(AvrMemory memory, uint address, Span<byte> into)
    {
        // Flash addresses count words; and of an even number of bytes no answer fills its last packet.
        int before = (int)(address % 2);
        byte[] words = new byte[(before + into.Length + 1) / 2 * 2];
        uint at = address - (uint)before;
        for (int done = 0; done < words.Length;)
        {
            uint here = at + (uint)done;
            int length = Math.Min(words.Length - done, Math.Min(Blocks.ReadSize, Stk500v2Blocks.LeftInSegment(here)));
            byte[] answer = _line.Exchange(() => Blocks.Read(memory, here, length));
            answer.AsSpan(2, length).CopyTo(words.AsSpan(done));
            Blocks.Moved(memory, here + (uint)length);
            done += length;
        }

        words.AsSpan(before, into.Length).CopyTo(into);
    }

    public override void WritePages(AvrMemory memory, uint address, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            byte[] page = bytes[..Math.Min(bytes.Length, Blocks.WriteSize(memory))].ToArray();
            uint here = address;
            _line.Exchange(() => Blocks.Write(memory, here, page));
            address += (uint)page.Length;
            Blocks.Moved(memory, address);
            bytes = bytes[page.Length..];
        }
    }

    public override void Dispose() => _line.Dispose();

    private Stk500v2Blocks Blocks => _blocks ?? throw new InvalidOperationException("EnterProgramming comes first");

    private static byte? Refusal(ProtocolException failure) =>
        failure.Fault.Code == FaultCode.ProgrammerRefused ? failure.Received[1] : null;

    /// <summary>An AVR's RESET is low; a clone may keep the other level from an AT89 it programmed before.</summary>
    private void PullResetLow()
    {
        try
        {
            _line.Ask(Stk500v2Command.SetParameter(Stk500v2Command.ResetPolarity, 1));
        }
        catch (ProtocolException refused) when (Refusal(refused) is not null)
        {
            // A programmer that has no such parameter knows AVRs only.
        }
    }

    /// <summary>What an AVRISP mkII says of the cable (AVR069, PARAM_STATUS_TGT_CONN); null where it finds nothing or cannot tell.</summary>
    private TargetException? Cable()
    {
        try
        {
            int status = _line.Get(Stk500v2Command.ConnectionStatus);
            string[] found = [.. CableFaults.Where(fault => (status & fault.Bit) != 0).Select(fault => fault.What)];
            return found.Length > 0 ? new TargetException(FaultCode.CableFault, _line.Place, string.Join(", ", found)) : null;
        }
        catch (ProtocolException unknown) when (Refusal(unknown) is not null)
        {
            return null;
        }
    }
}
