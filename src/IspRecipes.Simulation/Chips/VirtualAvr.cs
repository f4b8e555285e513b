using IspRecipes.Devices.Parts;

namespace IspRecipes.Simulation.Chips;

/// <summary>
/// A classic AVR as a programmer meets it: RESET, SCK, MOSI and MISO. Stricter than silicon where silicon is merely
/// undefined: what a datasheet forbids goes wrong here, every time the same way, and is written down.
/// </summary>
public sealed class VirtualAvr
{
    /// <summary>What a programmer reads from a MISO line that nothing drives: its pull-up.</summary>
    private const byte Floating = 0xFF;

    private readonly AvrMemories _memories;
    private readonly AvrFuses _fuses;
    private readonly SelfTimedWrites _writes;
    private readonly ReadInstructions _reads;
    private readonly WriteInstructions _instructions;
    private readonly Noise _bitErrors = new(2);
    private readonly byte[] _instruction = new byte[4];
    private Mode _mode = Mode.Running;
    private TimeSpan _resetFell;
    private TimeSpan _clockRuns;
    private bool _deaf;
    private double _fastestSck;
    private int _position;
    private byte _echo;

    public VirtualAvr(AvrPart part, VirtualClock clock)
    {
        Part = part;
        Clock = clock;
        _memories = new AvrMemories(part);
        _fuses = new AvrFuses(part);
        _writes = new SelfTimedWrites(clock, _memories, _fuses);
        _reads = new ReadInstructions(part, _memories, _fuses, _writes);
        _instructions = new WriteInstructions(part, _memories, _fuses, _writes);
    }

    private enum Mode
    {
        Running,
        AwaitingEnable,
        OutOfStep,
        Programming,
    }

    public AvrPart Part { get; }

    /// <summary>The chip's own time; shifting a byte takes eight periods of it.</summary>
    public VirtualClock Clock { get; }

    /// <summary>What the clock pins see.</summary>
    public BoardClock Board { get; set; } = BoardClock.Crystal(16e6);

    /// <summary>How long a clock takes to start that new fuses have chosen; until then the chip stands still.</summary>
    public TimeSpan OscillatorStart { get; set; }

    /// <summary>
    /// How long after RESET fell the chip hears nothing: what datasheets let a programmer count on (Serial Programming
    /// Algorithm, step 2). Silicon may be sooner.
    /// </summary>
    public TimeSpan DeafAfterReset { get; set; } = TimeSpan.FromMilliseconds(20);

    /// <summary>How fast the programmer clocks SCK.</summary>
    public double SckHertz { get; set; } = 125e3;

    /// <summary>A level the programmer reads whatever the chip says (no wire, no power); null for sound wiring.</summary>
    public byte? MisoStuckAt { get; set; }

    /// <summary>What reads back for fuse and lock bits that the part does not have.</summary>
    public byte UnimplementedBits
    {
        get => _reads.UnimplementedBits;
        set => _reads.UnimplementedBits = value;
    }

    public byte[] Flash => _memories.Flash;

    public byte[] Eeprom => _memories.Eeprom;

    /// <summary>Every change since the chip was made, oldest first.</summary>
    public IReadOnlyList<ChipWrite> Writes => _writes.Log;

    /// <summary>Everything a datasheet forbids that was done to the chip, a sentence each.</summary>
    public IReadOnlyList<string> Violations => _writes.Violations;

    /// <summary>True once anything was written or erased.</summary>
    public bool Touched => Writes.Count > 0;

    public bool InProgrammingMode => _mode == Mode.Programming;

    public bool IsHeldInReset => _mode != Mode.Running;

    public bool IsBusy => _writes.IsBusy;

    /// <summary>The core's frequency in hertz by the fuses that act; 0 when the chip stands still.</summary>
    public double CoreHertz => CoreClock.Hertz(Part, _fuses, Board);

    /// <summary>False for a brick: no clock, or the programming pins given away.</summary>
    public bool CanBeProgrammed => !_fuses.ProgrammingDisabled && CoreHertz > 0;

    /// <summary>A fuse byte or the lock byte as last written; it may not act yet.</summary>
    public byte Fuse(FuseId id) => _fuses[id];

    /// <summary>Sets a fuse byte or the lock byte as a high-voltage programmer would, acting at once and not logged.</summary>
    public void Preset(FuseId id, byte value) => _fuses.Preset(id, value);

    /// <summary>Drives the RESET pin. Falling begins the way into programming mode, rising leaves it.</summary>
    public void SetReset(bool low)
    {
        if (low == IsHeldInReset)
        {
            return;
        }

        if (low)
        {
            _mode = CanBeProgrammed && Clock.Now >= _clockRuns ? Mode.AwaitingEnable : Mode.OutOfStep;
            _resetFell = Clock.Now;
            _deaf = false;
            _position = 0;
            _fastestSck = CoreClock.FastestSck(CoreHertz);
            _memories.ClearBuffers();
            _memories.ExtendedAddress = 0;
        }
        else
        {
            _mode = Mode.Running;
            _writes.Tear();
            double before = CoreHertz;
            _fuses.Latch();
            _clockRuns = CoreHertz == before ? _clockRuns : Clock.Now + OscillatorStart;
        }
    }

    /// <summary>Clocks one byte in on MOSI and returns what MISO carried meanwhile.</summary>
    public byte Shift(byte mosi)
    {
        bool early = Clock.Now - _resetFell < DeafAfterReset;
        Clock.Wait(TimeSpan.FromSeconds(8 / SckHertz));
        if (MisoStuckAt is { } level)
        {
            return level;
        }

        return _mode switch
        {
            Mode.AwaitingEnable => Disturbed(ShiftEnable(Disturbed(mosi), early)),
            Mode.Programming => Disturbed(ShiftInstruction(Disturbed(mosi))),
            _ => Floating,
        };
    }

    internal void SelfErasePage(uint address)
    {
        _memories.ErasePage(address);
        _writes.Start(ChipWriteKind.FlashPageErase, TimeSpan.Zero, _memories.PageStart(address), _memories.FlashPageSize);
    }

    /// <summary>SPM as the chip's own bootloader uses it: bits fall as they do over SPI.</summary>
    internal void SelfWritePage(uint address, ReadOnlySpan<byte> page)
    {
        int start = _memories.PageStart(address);
        for (int i = 0; i < page.Length; i++)
        {
            Flash[start + i] &= page[i];
        }

        _writes.Start(ChipWriteKind.FlashPage, TimeSpan.Zero, start, page.Length);
    }

    internal void SelfWriteEeprom(uint address, byte value)
    {
        int offset = _memories.EepromOffset(address);
        Eeprom[offset] = value;
        _writes.Start(ChipWriteKind.EepromByte, TimeSpan.Zero, offset, 1);
    }

    /// <summary>
    /// Programming Enable, AC 53 xx xx: 0x53 comes back during the third byte. Any other first instruction, or a byte
    /// that comes too early, leaves the chip out of step until RESET is pulsed.
    /// </summary>
    private byte ShiftEnable(byte mosi, bool early)
    {
        _deaf |= early;
        byte miso = _deaf ? Floating : _echo;
        Take(mosi);
        if (_position == 0)
        {
            bool enabled = !_deaf && _instruction is [0xAC, 0x53, _, _];
            _mode = enabled ? Mode.Programming : Mode.OutOfStep;
        }

        return miso;
    }

    /// <summary>Each byte is echoed during the next, except where a read instruction answers in the fourth.</summary>
    private byte ShiftInstruction(byte mosi)
    {
        byte? answer = _position == 3 ? _reads.Answer(_instruction[0], _instruction[1], _instruction[2]) : null;
        byte miso = answer ?? _echo;
        Take(mosi);
        if (_position == 0 && answer is null)
        {
            _instructions.Execute(_instruction[0], _instruction[1], _instruction[2], _instruction[3]);
        }

        return miso;
    }

    private void Take(byte mosi)
    {
        _instruction[_position] = mosi;
        _position = (_position + 1) % 4;
        _echo = mosi;
    }

    /// <summary>Above its limit SCK costs bits: one byte in ten at 5 % too fast, every byte from 50 % on.</summary>
    private byte Disturbed(byte value)
    {
        double excess = (SckHertz / _fastestSck) - 1;
        return excess > 0 && _bitErrors.Strikes(excess * 2)
            ? (byte)(value ^ (1 << _bitErrors.Below(8)))
            : value;
    }
}
