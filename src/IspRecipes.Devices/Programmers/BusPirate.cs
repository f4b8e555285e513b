using IspRecipes.Devices.Links;
using IspRecipes.Devices.Parts;

namespace IspRecipes.Devices.Programmers;

/// <summary>
/// Bus Pirate v3 and v4 in raw SPI mode: CS is RESET. Frames, firmwares and traps: docs/protocols/buspirate.md.
/// </summary>
public sealed class BusPirate(ISerialLink link, IClock clock) : IspProgrammer(clock)
{
    /// <summary>1 MHz: what every firmware means by this code and those below.</summary>
    private const int FastestCertain = 3;

    /// <summary>Datasheets ask for 20 ms from RESET to Programming Enable.</summary>
    private static readonly TimeSpan AfterReset = TimeSpan.FromMilliseconds(30);

    /// <summary>For the regulators, and the capacitors of the board behind them.</summary>
    private static readonly TimeSpan AfterPower = TimeSpan.FromMilliseconds(100);

    private readonly BusPirateLine _line = new(link);
    private readonly List<Fault> _notices = [];
    private bool _found;
    private BusPirateFirmware _firmware = BusPirateFirmware.Unknown;
    private bool _power = true;
    private bool _pullUps;
    private int _step = 1;
    private double? _sck;

    /// <summary>Null until a chip is in programming mode.</summary>
    private BusPirateSpi? _spi;

    /// <summary>Every SCK in hertz, fastest first: codes 7 down to 0. Where firmware has others, 1 MHz is the fastest used.</summary>
    public static IReadOnlyList<double> SckSteps { get; } = [8e6, 4e6, 16e6 / 6, 2e6, 1e6, 250e3, 125e3, 31.25e3];

    /// <summary>The line at 115200 baud is slower than 1 MHz already, and loose wires carry no more.</summary>
    public static IReadOnlyList<double> SckSearch { get; } = [.. SckSteps.Where(step => step <= 1e6)];

    public override string Identity => _firmware.Identity;

    public override IReadOnlyList<Fault> Notices => _notices;

    public override double? SckHertz => _sck;

    public override void Open()
    {
        _line.Find();
        _found = true;
        _line.EnterSpi();
        _firmware = BusPirateFirmware.Of(_line);
        _line.Do(BusPirateCommand.Pins(openDrain: _pullUps), Reset(false));
        Clock.Wait(_power ? AfterPower : TimeSpan.Zero);
        if (_firmware.Lacks is string lacking)
        {
            _notices.Add(new Fault(FaultCode.FirmwareLacks, Identity, lacking));
        }
    }

    /// <summary>
    /// What it feeds the target with, and whether its pins drive 3.3 V or only pull low, against the pull-ups that VPU feeds.
    /// Before <see cref="Open"/>.
    /// </summary>
    public override void SetSupply(bool power, bool pullUps) => (_power, _pullUps) = (power, pullUps);

    public override void SetBitClock(double hertz)
    {
        int index = SckSteps.ToList().FindIndex(step => step <= hertz);
        _step = index < 0 ? 0 : SckSteps.Count - 1 - index;
    }

    public override void EnterProgramming(AvrPart part)
    {
        const int Attempts = 3;
        base.EnterProgramming(part);
        int step = _firmware.KnowsFastSck ? _step : Math.Min(_step, FastestCertain);
        double sck = SckSteps[SckSteps.Count - 1 - step];
        _sck = sck;
        _spi = new BusPirateSpi(_line, _firmware, sck);
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            _line.Do(BusPirateCommand.Speed(step), Reset(false), Reset(true)); // speed releases CS by itself, but not every firmware
            Clock.Wait(AfterReset);
            if ((Transfer(IspInstructions.ProgrammingEnable) >> 8 & 0xFF) == 0x53)
            {
                return;
            }
        }

        throw new TargetException(FaultCode.ProgrammingModeRefused, part.Name);
    }

    /// <remarks>Out of step it leaves that to the reset in <see cref="Dispose"/>: the failure is on its way already.</remarks>
    public override void LeaveProgramming()
    {
        if (_found && _line.InStep)
        {
            _line.Do(Reset(false));
        }
    }

    public override uint Transfer(uint instruction) => Spi.Transfer(instruction);

    public override Signature ReadSignature()
    {
        byte[] signature = new byte[3];
        Spi.Ask(signature, IspInstructions.ReadSignature);
        return new Signature(signature[0], signature[1], signature[2]);
    }

    /// <summary>About a second's worth, so that a run can be cancelled.</summary>
    public override int BytesPerRead(AvrMemory memory) => memory == AvrMemory.Flash && _firmware.ReadsFlash
        ? (int)Math.Clamp((_sck ?? SckSteps[^1]) / 32, 256, 8192) & ~1
        : 256;

    public override int BytesPerWrite(AvrMemory memory) =>
        memory == AvrMemory.Flash && Spi.Streams
            ? Pages.PerCommand * Part.Flash.PageSize
            : base.BytesPerWrite(memory);

    public override void Read(AvrMemory memory, uint address, Span<byte> into)
    {
        while (!into.IsEmpty)
        {
            int length = into.Length;
            if (memory == AvrMemory.Flash)
            {
                SelectSegment(address);
                length = Math.Min(length, LeftInSegment(address));
                length = _firmware.ReadsFlash ? ReadBlock(address, into[..length]) : AskEach(address, into[..length]);
            }
            else
            {
                uint first = address;
                Spi.Ask(into, index => IspInstructions.ReadEeprom(first + (uint)index));
            }

            address += (uint)length;
            into = into[length..];
        }
    }

    /// <summary>
    /// Flash pages go several to a command, with polls between them that last as long as the chip writes: at 250 kHz six
    /// in 4 kB. Where the polls would take longer than a turn of the line, one page each, and the clock waits.
    /// </summary>
    public override void WritePages(AvrMemory memory, uint address, ReadOnlySpan<byte> bytes)
    {
        if (memory != AvrMemory.Flash || !Spi.Streams)
        {
            base.WritePages(memory, address, bytes);
            return;
        }

        while (!bytes.IsEmpty)
        {
            SelectSegment(address);
            int length = Math.Min(Math.Min(bytes.Length, BytesPerWrite(memory)), LeftInSegment(address));
            Spi.Stream(Pages.Instructions(address, bytes[..length]));
            Clock.Wait(Part.FlashWriteTime);
            address += (uint)length;
            bytes = bytes[length..];
        }
    }

    public override void Dispose()
    {
        try
        {
            if (_found)
            {
                _found = false;
                ReturnToTerminal();
            }
        }
        catch (DeviceException)
        {
            // It is gone, or what ended the job is on its way to the user already.
        }
        finally
        {
            link.Dispose();
        }
    }

    protected override void TransferAll(ReadOnlySpan<uint> instructions) => Spi.TransferAll(instructions.ToArray());

    private BusPirateSpi Spi => _spi ?? throw new InvalidOperationException("EnterProgramming comes first");

    private BusPiratePages Pages => new(Part, _sck!.Value);

    private static int LeftInSegment(uint address) =>
        (int)(IspInstructions.SegmentLength - (address % IspInstructions.SegmentLength));

    /// <summary>CS as the target's RESET. By this command and no other: 02 and 03 leave the pin an input after open drain.</summary>
    private byte Reset(bool low) => BusPirateCommand.Peripherals(_power, _pullUps, cs: !low);

    private void ReturnToTerminal()
    {
        if (!_line.InStep && _sck is not null)
        {
            Clock.Wait(Part.ChipEraseTime); // the longest a chip is ever busy
        }

        _line.ReturnToTerminal();
    }

    private int ReadBlock(uint address, Span<byte> into)
    {
        int wordAddress = (int)(address % IspInstructions.SegmentLength / 2);
        int length = Math.Min(Math.Min(into.Length, BytesPerRead(AvrMemory.Flash)), ushort.MaxValue - wordAddress);
        if (address % 2 != 0 || length < 2)
        {
            return AskEach(address, into[..1]);
        }

        Spi.ReadFlash(wordAddress, into[..length]);
        return length;
    }

    private int AskEach(uint address, Span<byte> into)
    {
        Spi.Ask(into, index => IspInstructions.ReadFlash(address + (uint)index));
        return into.Length;
    }
}
