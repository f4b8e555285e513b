using IspRecipes.Devices.Links;
using IspRecipes.Devices.Parts;

namespace IspRecipes.Devices.Programmers;

/// <summary>USBtiny by Dick Streefland: Adafruit's USBtinyISP and its relatives. Requests, limits and traps: docs/protocols/usbtiny.md.</summary>
public sealed class UsbTiny(IUsbLink link, IClock clock) : IspProgrammer(clock)
{
    /// <summary>
    /// Bytes of flash that a block can be in. The firmware counts byte addresses in 16 bits, so bit 15 of every word address
    /// it sends is 0: in each segment of 128 KiB it reaches the lower half.
    /// </summary>
    public const uint BlockReach = 0x10000;

    /// <summary>Usbtiny itself stops at 255 bytes; a relative on V-USB at 254, where 255 means something else.</summary>
    private const int LongestIn = 254;

    /// <summary>SCK periods in µs that the firmware can count.</summary>
    private const int ShortestPeriod = 1, LongestPeriod = 250;

    /// <summary>What other hosts begin with.</summary>
    private const int UsualPeriod = 10;

    /// <summary>What the firmware's own code adds to a period, 16 cycles at 12 MHz (main.c, spi), rounded up.</summary>
    private const int CodeMicroseconds = 2;

    /// <summary>How often RESET is pulsed for a chip that misses Programming Enable, and a question is asked.</summary>
    private const int EnableAttempts = 3, AskAttempts = 2;

    /// <summary>A value that no byte but 0xFF reads as while it is written (datasheets, Data Polling EEPROM).</summary>
    private const ushort PollBytes = 0xFFFF;

    /// <summary>Datasheets ask for 20 ms; the first USBtiny boards switch the target's supply on with POWERUP.</summary>
    private static readonly TimeSpan AfterReset = TimeSpan.FromMilliseconds(50);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private int _period = UsualPeriod;
    private int _repeats;
    private bool _powered;
    private bool _pollBytesSet;
    private bool _cut;

    /// <summary>How long this chip takes for a flash page; null until it was asked.</summary>
    private TimeSpan? _pageTime;

    /// <summary>Every SCK in hertz, fastest first.</summary>
    public static IReadOnlyList<double> SckSteps { get; } =
        [.. Enumerable.Range(ShortestPeriod, LongestPeriod).Select(period => 1e6 / period)];

    /// <summary>Those worth trying where none is named: each half the one before.</summary>
    public static IReadOnlyList<double> SckSearch { get; } = [1e6, 500e3, 250e3, 125e3, 62.5e3, 31.25e3, 15625, 7812.5, 4000];

    public override string Identity =>
        $"{link.Device.Product ?? "USBtiny"} {link.Device.Release >> 8:X}.{link.Device.Release & 0xFF:X2}";

    public override int Repeats => _repeats;

    public override double? SckHertz => 1e6 / _period;

    /// <summary>Nothing to do: the firmware has no version but its device descriptor's.</summary>
    public override void Open()
    {
    }

    public override void SetBitClock(double hertz)
    {
        const double Rounding = 1e-6; // 1e6 / (1e6 / 3) is a little more than 3
        _period = (int)Math.Clamp(Math.Ceiling((1e6 / hertz) - Rounding), ShortestPeriod, LongestPeriod);
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

        if (_cut)
        {
            Clock.Wait(Part.ChipEraseTime); // the longest a chip is ever busy
        }

        Ask(UsbTinyRequest.PowerDown);
        _powered = false;
    }

    public override uint Transfer(uint instruction)
    {
        Span<byte> answer = stackalloc byte[4];
        int attempts = IspInstructions.MayBeRepeated(instruction) ? AskAttempts : 1;
        Ask(SetupOf(instruction), answer, attempts);
        return (uint)(answer[0] << 24 | answer[1] << 16 | answer[2] << 8 | answer[3]);
    }

    public override int BytesPerRead(AvrMemory memory) => LongestRead;

    /// <summary>The firmware writes byte by byte.</summary>
    public override int EepromUnit => Part.PollReady ? 1 : base.EepromUnit;

    public override void Read(AvrMemory memory, uint address, Span<byte> into)
    {
        while (!into.IsEmpty)
        {
            uint place = address % IspInstructions.SegmentLength;
            bool near = place < BlockReach;
            uint left = (near ? BlockReach : IspInstructions.SegmentLength) - place;
            Span<byte> block = into[..(int)Math.Min(Math.Min(into.Length, LongestRead), left)];
            if (memory == AvrMemory.Eeprom)
            {
                Ask(UsbTinyRequest.ReadEeprom, 0, (ushort)address, block);
            }
            else
            {
                SelectSegment(address);
                ReadFlash(address, block, near);
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

        for (; !bytes.IsEmpty; address += (uint)Part.Flash.PageSize, bytes = bytes[Part.Flash.PageSize..])
        {
            SelectSegment(address);
            // The bits above those of the page do not count while it is loaded; its own address goes with the commit.
            Send(UsbTinyRequest.WriteFlash, 0, (ushort)address, bytes[..Part.Flash.PageSize]);
            Transfer(IspInstructions.WriteFlashPage(address));
            WaitForPage();
        }
    }

    public override void Dispose() => link.Dispose();

    /// <summary>At a slow SCK a block is as long as a second, so that a run can be cancelled.</summary>
    private int LongestRead => Math.Clamp((int)(1e6 / (32 * _period)), 8, LongestIn);

    /// <summary>RESET low, from high where it was low already.</summary>
    private void HoldReset()
    {
        if (_powered)
        {
            PowerUp(reset: 1);
        }

        PowerUp(reset: 0);
        _powered = true;
        Clock.Wait(AfterReset);
    }

    private void PowerUp(ushort reset) => Ask(UsbTinyRequest.PowerUp, (ushort)_period, reset);

    /// <summary>Beyond <see cref="BlockReach"/> each byte is an SPI instruction of its own, queued so that the bus does not wait for us.</summary>
    private void ReadFlash(uint address, Span<byte> into, bool near)
    {
        if (near)
        {
            Ask(UsbTinyRequest.ReadFlash, 0, (ushort)address, into);
            return;
        }

        var setups = new UsbSetup[into.Length];
        for (int index = 0; index < setups.Length; index++)
        {
            setups[index] = SetupOf(IspInstructions.ReadFlash(address + (uint)index));
        }

        byte[] answers = new byte[4 * into.Length];
        Exchange(() => link.ControlInQueued(setups, answers, TimeFor(1)), AskAttempts);
        for (int index = 0; index < into.Length; index++)
        {
            into[index] = answers[(4 * index) + 3];
        }
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
            Ask(UsbTinyRequest.PollBytes, PollBytes);
            _pollBytesSet = true;
        }

        // 0xFF is never found written, and waits its time out: as much again for the firmware's code, at SCK 1 MHz.
        TimeSpan writing = 3 * bytes.Length * Part.EepromWriteTime;
        Send(UsbTinyRequest.WriteEeprom, (ushort)Part.EepromWriteTime.TotalMicroseconds, (ushort)address, bytes, writing);
    }

    /// <summary>
    /// Asks the chip until the first page is written, and gives each of the others the time that it took, or the
    /// datasheet's where that is shorter. To ask after each of them would cost three transfers a page, which take longer.
    /// </summary>
    /// <exception cref="TargetException">Still busy a second later than it should (ISP6011: seconds waited).</exception>
    private void WaitForPage()
    {
        if (_pageTime is not null || !Part.PollReady)
        {
            Clock.Wait(_pageTime ?? Part.FlashWriteTime);
            return;
        }

        TimeSpan committed = Clock.Now;
        TimeSpan busy = TimeSpan.Zero; // since the commit, when it was asked last and still was
        for (TimeSpan asked = TimeSpan.Zero; (Transfer(IspInstructions.PollReady) & 1) != 0; asked = Clock.Now - committed)
        {
            busy = asked <= Part.FlashWriteTime + BusyLimit
                ? asked
                : throw new TargetException(FaultCode.ChipBusy, asked.TotalSeconds);
        }

        TimeSpan taken = Clock.Now - committed;
        _pageTime = busy < Part.FlashWriteTime && taken > Part.FlashWriteTime ? Part.FlashWriteTime : taken;
    }

    private static UsbSetup SetupOf(uint instruction) => new(
        UsbSetup.VendorIn,
        (byte)UsbTinyRequest.Spi,
        (ushort)((instruction >> 24) | ((instruction >> 8) & 0xFF00)),
        (ushort)(((instruction >> 8) & 0xFF) | ((instruction & 0xFF) << 8)));

    /// <summary>Twice the time that the SPI takes for bytes, four clocked for each, beyond the patience.</summary>
    private TimeSpan TimeFor(int length) =>
        Patience + TimeSpan.FromMicroseconds(2 * 32 * length * (_period + CodeMicroseconds));

    private void Ask(UsbTinyRequest request, ushort value = 0, ushort index = 0, Span<byte> into = default) =>
        Ask(new UsbSetup(UsbSetup.VendorIn, (byte)request, value, index), into, AskAttempts);

    private void Ask(UsbSetup setup, Span<byte> into, int attempts)
    {
        byte[] answer = new byte[into.Length];
        Exchange(
            () =>
            {
                int came = link.ControlIn(setup, answer, TimeFor(answer.Length));
                if (came != answer.Length)
                {
                    throw new LinkException(FaultCode.UsbShort, link.Device.Name, $"{setup}", answer.Length, came);
                }
            },
            attempts);
        answer.CopyTo(into);
    }

    private void Send(UsbTinyRequest request, ushort value, ushort index, ReadOnlySpan<byte> data, TimeSpan busy = default)
    {
        byte[] bytes = data.ToArray();
        var setup = new UsbSetup(UsbSetup.VendorOut, (byte)request, value, index);
        Exchange(() => link.ControlOut(setup, bytes, busy + TimeFor(2 * bytes.Length)), attempts: 1);
    }

    /// <summary>What only asks may be asked again. What a cut transfer did to the chip, nobody knows.</summary>
    private void Exchange(Action transfer, int attempts)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                transfer();
                return;
            }
            catch (LinkException failure) when (attempt < attempts && failure.Fault.Code != FaultCode.UsbUnplugged)
            {
                _repeats++;
            }
            catch (LinkException)
            {
                _cut = true;
                throw;
            }
        }
    }
}
