using IspRecipes.Devices.Links;
using IspRecipes.Devices.Parts;

namespace IspRecipes.Devices.Programmers;

/// <summary>
/// USBtiny by Dick Streefland: Adafruit's USBtinyISP and its relatives. Requests, limits and traps:
/// docs/protocols/usbtiny.md.
/// </summary>
public sealed class UsbTiny(IUsbLink link, IClock clock) : IspProgrammer(clock)
{
    /// <summary>
    /// Bytes of flash that a block can be in. The firmware counts byte addresses in 16 bits, so bit 15 of every word address
    /// it sends is 0: of each 128 KiB it reaches the lower half.
    /// </summary>
    public const uint BlockReach = 0x10000;

    /// <summary>How often RESET is pulsed for a chip that misses Programming Enable.</summary>
    private const int EnableAttempts = 3;

    /// <summary>wIndex of POWERUP.</summary>
    private const ushort ResetLow = 0, ResetHigh = 1;

    /// <summary>A byte that reads 0xFF may be one that is being written (datasheets, Data Polling EEPROM).</summary>
    private const ushort PollBytes = 0xFFFF;

    /// <summary>Datasheets ask for 20 ms; the first USBtiny boards switch the target's supply on with POWERUP.</summary>
    private static readonly TimeSpan AfterReset = TimeSpan.FromMilliseconds(50);

    private readonly UsbTinyLine _line = new(link);
    private bool _powered;
    private bool _pollBytesSet;

    /// <summary>How long this chip takes for a flash page; null until it was asked.</summary>
    private TimeSpan? _pageTime;

    /// <summary>Every SCK in hertz, fastest first.</summary>
    public static IReadOnlyList<double> SckSteps { get; } =
    [
        .. Enumerable.Range(UsbTinyLine.ShortestPeriod, UsbTinyLine.LongestPeriod).Select(period => 1e6 / period),
    ];

    /// <summary>Those worth trying where none is named: each half the one before.</summary>
    public static IReadOnlyList<double> SckSearch { get; } =
        [1e6, 500e3, 250e3, 125e3, 62.5e3, 31.25e3, 15625, 7812.5, 4000];

    public override string Identity
    {
        get
        {
            string identity = $"{link.Device.Product ?? "USBtiny"} {link.Device.Release >> 8:X}.{link.Device.Release & 0xFF:X2}";
            return _powered ? $"{identity}, SCK period {_line.Period} µs" : identity;
        }
    }

    public override int Repeats => _line.Repeats;

    public override double? SckHertz => 1e6 / _line.Period;

    /// <summary>Nothing to do: the firmware tells no more of itself than its device descriptor.</summary>
    public override void Open()
    {
    }

    public override void SetBitClock(double hertz)
    {
        const double Rounding = 1e-6; // 1e6 / (1e6 / 3) may be a little more than 3
        double period = Math.Ceiling((1e6 / hertz) - Rounding);
        _line.Period = (int)Math.Clamp(period, UsbTinyLine.ShortestPeriod, UsbTinyLine.LongestPeriod);
    }

    public override void EnterProgramming(AvrPart part)
    {
        base.EnterProgramming(part);
        (_pollBytesSet, _pageTime) = (false, null);
        for (int attempt = 1; attempt <= EnableAttempts; attempt++)
        {
            HoldReset();
            if ((byte)(Transfer(IspInstructions.ProgrammingEnable) >> 8) == 0x53)
            {
                return;
            }
        }

        throw new TargetException(FaultCode.ProgrammingModeRefused, part.Name);
    }

    public override void LeaveProgramming()
    {
        if (!_powered)
        {
            return;
        }

        if (_line.IsCut)
        {
            Clock.Wait(Part.ChipEraseTime); // the longest a chip is ever busy
        }

        _line.Ask(UsbTinyRequest.PowerDown);
        _powered = false;
    }

    public override uint Transfer(uint instruction) => _line.Shift(instruction);

    public override int BytesPerRead(AvrMemory memory) => _line.BytesPerRead;

    /// <summary>The firmware writes byte by byte.</summary>
    public override int EepromUnit => Part.PollReady ? 1 : base.EepromUnit;

    public override void Read(AvrMemory memory, uint address, Span<byte> into)
    {
        while (!into.IsEmpty)
        {
            uint place = address % IspInstructions.SegmentLength;
            uint left = (place < BlockReach ? BlockReach : IspInstructions.SegmentLength) - place;
            Span<byte> block = into[..(int)Math.Min(Math.Min(into.Length, _line.BytesPerRead), left)];
            if (memory == AvrMemory.Eeprom)
            {
                _line.Ask(UsbTinyRequest.ReadEeprom, 0, (ushort)address, block);
            }
            else
            {
                ReadFlash(address, block);
            }

            address += (uint)block.Length;
            into = into[block.Length..];
        }
    }

    public override void WritePages(AvrMemory memory, uint address, ReadOnlySpan<byte> bytes)
    {
        if (memory == AvrMemory.Eeprom)
        {
            WriteEeprom(address, bytes);
            return;
        }

        int pageSize = Part.Flash.PageSize;
        for (; !bytes.IsEmpty; address += (uint)pageSize, bytes = bytes[pageSize..])
        {
            SelectSegment(address);
            // The bits above those of the page do not count while it is loaded; its own address goes with the commit.
            _line.Send(UsbTinyRequest.WriteFlash, 0, (ushort)address, bytes[..pageSize]);
            TimeSpan begun = Clock.Now;
            Transfer(IspInstructions.WriteFlashPage(address));
            WaitForPage(begun);
        }
    }

    public override void Dispose() => link.Dispose();

    /// <summary>RESET low, from high where it was low already.</summary>
    private void HoldReset()
    {
        if (_powered)
        {
            _line.Ask(UsbTinyRequest.PowerUp, (ushort)_line.Period, ResetHigh);
        }

        _powered = true;
        _line.Ask(UsbTinyRequest.PowerUp, (ushort)_line.Period, ResetLow);
        Clock.Wait(AfterReset);
    }

    /// <summary>A block, or beyond <see cref="BlockReach"/> byte by byte.</summary>
    private void ReadFlash(uint address, Span<byte> into)
    {
        SelectSegment(address);
        if (address % IspInstructions.SegmentLength < BlockReach)
        {
            _line.Ask(UsbTinyRequest.ReadFlash, 0, (ushort)address, into);
            return;
        }

        _line.ShiftAll(
            Enumerable.Range(0, into.Length).Select(offset => IspInstructions.ReadFlash(address + (uint)offset)), into);
    }

    private void WriteEeprom(uint address, ReadOnlySpan<byte> bytes)
    {
        if (!Part.PollReady)
        {
            // Of the oldest parts some read as other values than 0xFF while they write.
            base.WritePages(AvrMemory.Eeprom, address, bytes);
            return;
        }

        if (!_pollBytesSet)
        {
            _line.Ask(UsbTinyRequest.PollBytes, PollBytes);
            _pollBytesSet = true;
        }

        // 0xFF is never found written and waits its time out, three times it at SCK 1 MHz: the firmware counts without its code.
        var time = (ushort)Part.EepromWriteTime.TotalMicroseconds;
        _line.Send(UsbTinyRequest.WriteEeprom, time, (ushort)address, bytes, 3 * bytes.Length * Part.EepromWriteTime);
    }

    /// <summary>
    /// Asks the chip until the first page is written, and gives each of the others the time that it took, or the
    /// datasheet's where that is shorter. To ask after each of them would cost three transfers a page, which take longer.
    /// </summary>
    /// <param name="begun">Before the commit was sent: a computer that is busy hears late that it has been done.</param>
    /// <exception cref="TargetException">Still busy a second later than it should (ISP6011: seconds waited).</exception>
    private void WaitForPage(TimeSpan begun)
    {
        if (_pageTime is not null || !Part.PollReady)
        {
            Clock.Wait(_pageTime ?? Part.FlashWriteTime);
            return;
        }

        TimeSpan busy = TimeSpan.Zero; // when it was asked last and still was
        for (TimeSpan asked = TimeSpan.Zero; (Transfer(IspInstructions.PollReady) & 1) != 0; asked = Clock.Now - begun)
        {
            busy = asked <= Part.FlashWriteTime + BusyLimit
                ? asked
                : throw new TargetException(FaultCode.ChipBusy, asked.TotalSeconds);
        }

        TimeSpan taken = Clock.Now - begun;
        _pageTime = busy < Part.FlashWriteTime && taken > Part.FlashWriteTime ? Part.FlashWriteTime : taken;
    }
}
