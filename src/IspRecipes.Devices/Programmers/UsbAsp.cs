using IspRecipes.Devices.Links;
using IspRecipes.Devices.Parts;

namespace IspRecipes.Devices.Programmers;

/// <summary>USBasp by Thomas Fischl, and its clones. Requests, firmwares and traps: docs/protocols/usbasp.md.</summary>
public sealed class UsbAsp(IUsbLink link, IClock clock) : IspProgrammer(clock)
{
    /// <summary>V-USB without long transfers counts an IN transfer in 8 bits, and 255 means something else (usbdrv.c).</summary>
    internal const int LongestIn = 254;

    /// <summary>As for IN, and such that few blocks fill a round number of pages: 63 pages are a multiple of it.</summary>
    private const int ShortOut = 252;

    /// <summary>What V-USB of 2010 takes in one OUT transfer, since it counts none: eight of the largest pages.</summary>
    private const int LongOut = 2048;

    /// <summary>bcdDevice of the firmware of 2011-05-28: V-USB of 2010, and it loads the extended address byte itself.</summary>
    private const ushort ReleaseOf2011 = 0x0104;

    /// <summary>Flag in wIndex bits 8 and up: the page buffer is empty before this block (PROG_BLOCKFLAG_FIRST).</summary>
    private const int FirstBlock = 0x0100;

    /// <summary>Datasheets ask for 20 ms from RESET to Programming Enable; firmware before 2020 waits for none of it.</summary>
    private static readonly TimeSpan AfterReset = TimeSpan.FromMilliseconds(30);

    /// <summary>At 500 Hz the firmware tries 32 times for 64 ms each.</summary>
    private static readonly TimeSpan EnablePatience = TimeSpan.FromSeconds(10);

    private readonly UsbAspLine _line = new(link);
    private readonly List<Fault> _notices = [];
    private string _identity = "";
    private double? _wish;
    private double? _sck;
    private bool _refusesSck;
    private bool _longAddress;
    private uint _next;
    private int _longestOut = link.Device.Release >= ReleaseOf2011 ? LongOut : ShortOut;

    /// <summary>Every SCK in hertz, fastest first: step 12 down to 1 (usbasp.h, ISP SCK speed identifiers).</summary>
    public static IReadOnlyList<double> SckSteps { get; } =
        [1.5e6, 750e3, 375e3, 187.5e3, 93.75e3, 32e3, 16e3, 8e3, 4e3, 2e3, 1e3, 500];

    public override string Identity => _sck is double sck ? FormattableString.Invariant($"{_identity}, SCK {sck / 1e3:0.##} kHz") : _identity;

    public override IReadOnlyList<Fault> Notices => _notices;

    public override double? SckHertz => _sck;

    public override void Open()
    {
        byte[] answer = _line.Ask(UsbAspRequest.GetCapabilities);
        string release = $"{link.Device.Release >> 8:X}.{link.Device.Release & 0xFF:X2}";
        string name = link.Device.Product ?? "USBasp";
        _identity = answer.Length == UsbAspLine.AnswerLength
            ? $"{name} {release}, capabilities {answer[0]:X2} {answer[1]:X2} {answer[2]:X2} {answer[3]:X2}"
            : $"{name} {release}, firmware from before 2011";
    }

    public override void SetBitClock(double hertz) =>
        _wish = SckSteps.Cast<double?>().FirstOrDefault(step => step <= hertz) ?? SckSteps[^1];

    public override void EnterProgramming(AvrPart part)
    {
        base.EnterProgramming(part);
        SendSck();
        _line.Ask(UsbAspRequest.Connect);
        _longAddress = false;
        Clock.Wait(AfterReset);
        if (_line.Ask(UsbAspRequest.EnableProgramming, patience: EnablePatience) is not [byte refusal, ..])
        {
            throw new LinkException(FaultCode.UsbShort, link.Device.Name, $"{UsbAspRequest.EnableProgramming}", 0, 1);
        }

        if (refusal != 0)
        {
            throw new TargetException(FaultCode.ProgrammingModeRefused, part.Name);
        }
    }

    public override void LeaveProgramming()
    {
        if (_line.IsCut)
        {
            Clock.Wait(Part.ChipEraseTime); // the longest a chip is ever busy
        }

        _line.Ask(UsbAspRequest.Disconnect);
    }

    public override uint Transfer(uint instruction)
    {
        Span<byte> answer = stackalloc byte[4];
        _line.AskAll(
            UsbAspRequest.Transmit,
            (ushort)((instruction >> 24) | ((instruction >> 8) & 0xFF00)),
            (ushort)(((instruction >> 8) & 0xFF) | ((instruction & 0xFF) << 8)),
            answer,
            TimeFor(answer.Length));
        return (uint)(answer[0] << 24 | answer[1] << 16 | answer[2] << 8 | answer[3]);
    }

    public override int BytesPerRead(AvrMemory memory) => Fitting(LongestIn);

    public override int BytesPerWrite(AvrMemory memory)
    {
        if (memory == AvrMemory.Eeprom)
        {
            return ShortOut;
        }

        int pageSize = Part.Flash.PageSize;
        int block = Fitting(_longestOut == LongOut ? LongOut : 63 * pageSize);
        return Math.Max(pageSize, block - (block % pageSize));
    }

    /// <summary>The firmware writes EEPROM byte by byte, each with the same wait, whether it changes or not.</summary>
    public override int EepromUnit => 1;

    public override void Read(AvrMemory memory, uint address, Span<byte> into)
    {
        UsbAspRequest request = memory == AvrMemory.Flash ? UsbAspRequest.ReadFlash : UsbAspRequest.ReadEeprom;
        while (!into.IsEmpty)
        {
            int length = Math.Min(LengthAt(memory, address, Fitting(LongestIn)), into.Length);
            Go(memory, address);
            _line.AskAll(request, (ushort)address, 0, into[..length], TimeFor(length));
            _next = address += (uint)length;
            into = into[length..];
        }
    }

    public override void WritePages(AvrMemory memory, uint address, ReadOnlySpan<byte> bytes)
    {
        try
        {
            Write(memory, address, bytes);
        }
        catch (LinkException stall) when (stall.Fault.Code == FaultCode.UsbStall && _longestOut > ShortOut)
        {
            // A clone on another USB stack than V-USB. Bytes that were taken already are loaded or written once more.
            _longestOut = ShortOut;
            _next = uint.MaxValue;
            Write(memory, address, bytes);
        }
    }

    public override void Dispose() => link.Dispose();

    private void Write(AvrMemory memory, uint address, ReadOnlySpan<byte> bytes)
    {
        int pageSize = memory == AvrMemory.Flash ? Part.Flash.PageSize : 0;
        UsbAspRequest request = memory == AvrMemory.Flash ? UsbAspRequest.WriteFlash : UsbAspRequest.WriteEeprom;
        int flags = FirstBlock;
        while (!bytes.IsEmpty)
        {
            int length = Math.Min(LengthAt(memory, address, Fitting(_longestOut)), bytes.Length);
            Go(memory, address);
            // wIndex: page size 7..0, flags in bits 11..8, page size 11..8 in bits 15..12.
            int index = memory == AvrMemory.Flash ? (pageSize & 0xFF) | flags | ((pageSize & 0xF00) << 4) : 0;
            _line.Send(request, (ushort)address, (ushort)index, bytes[..length], TimeFor(length) + WriteTime(memory, length));
            _next = address += (uint)length;
            bytes = bytes[length..];
            flags = 0;
        }
    }

    /// <summary>
    /// Below 64 KiB a block's own wValue is its address. Beyond, the address is set once, and the firmware counts on from
    /// block to block.
    /// </summary>
    private void Go(AvrMemory memory, uint address)
    {
        if (memory == AvrMemory.Flash && link.Device.Release < ReleaseOf2011)
        {
            SelectSegment(address);
        }

        bool far = Part.Region(memory).Size > 0x10000;
        if ((far || _longAddress) && !(_longAddress && _next == address))
        {
            _line.Ask(UsbAspRequest.SetLongAddress, (ushort)address, (ushort)(address >> 16));
            _longAddress = true;
        }
    }

    /// <summary>No block of an old firmware crosses into flash that another extended address byte selects.</summary>
    private static int LengthAt(AvrMemory memory, uint address, int longest)
    {
        int left = IspInstructions.SegmentLength - (int)(address % IspInstructions.SegmentLength);
        return memory == AvrMemory.Flash ? Math.Min(longest, left) : longest;
    }

    /// <summary>At a slow SCK a block takes a second, so that a run can be cancelled.</summary>
    private int Fitting(int longest) => _sck is double sck ? (int)Math.Clamp(sck / 32, 8, longest) : longest;

    private void SendSck()
    {
        if (_wish is not double hertz || _refusesSck)
        {
            return;
        }

        int step = SckSteps.Count - SckSteps.ToList().IndexOf(hertz);
        _refusesSck = _line.Ask(UsbAspRequest.SetSck, (ushort)step) is not [0, ..];
        _sck = _refusesSck ? null : hertz;
        if (_refusesSck)
        {
            _notices.Add(new Fault(FaultCode.BitClockNotSettable, link.Device.Name));
        }
    }

    /// <summary>Twice the time that the SPI takes for bytes, four clocked for each, beyond the patience.</summary>
    private TimeSpan TimeFor(int length) => UsbAspLine.Patience + TimeSpan.FromSeconds(2 * length * 32 / (_sck ?? SckSteps[^1]));

    private TimeSpan WriteTime(AvrMemory memory, int length) => memory == AvrMemory.Flash
        ? 4 * Part.FlashWriteTime * ((length / Part.Flash.PageSize) + 1)
        : TimeSpan.FromMilliseconds(20) * length;
}
