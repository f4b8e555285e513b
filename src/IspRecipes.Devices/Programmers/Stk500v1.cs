using IspRecipes.Devices.Links;
using IspRecipes.Devices.Parts;

namespace IspRecipes.Devices.Programmers;

/// <summary>
/// STK500 protocol version 1, as an Arduino board speaks it: the ArduinoISP sketch, which programs another chip, or a
/// bootloader, which programs its own. Frames, dialects and traps: docs/protocols/stk500v1.md.
/// </summary>
public sealed class Stk500v1 : IspProgrammer
{
    /// <summary>How often RESET is pulsed for a chip that misses Programming Enable.</summary>
    private const int Attempts = 3;

    private readonly ISerialLink _link;
    private readonly Stk500v1Dialect _dialect;
    private readonly Stk500v1Line _line;
    private readonly List<Fault> _notices = [];
    private string _identity = "";
    private int _softwareMajor;
    private bool _opened;

    /// <summary>Null until a chip is in programming mode.</summary>
    private Stk500v1Blocks? _blocks;

    private Stk500v1(ISerialLink link, IClock clock, Stk500v1Dialect dialect) : base(clock)
    {
        _link = link;
        _dialect = dialect;
        _line = new Stk500v1Line(link, clock, dialect, () => _blocks?.Forget());
    }

    public override string Identity => _identity;

    public override IReadOnlyList<Fault> Notices => _notices;

    public override int Repeats => _line.Repeats;

    /// <summary>The ArduinoISP sketch and its relatives; owns the link from now on.</summary>
    public static Stk500v1 ArduinoIsp(ISerialLink link, IClock clock) => new(link, clock, Stk500v1Dialect.ArduinoIsp);

    /// <summary>The chip's own STK500v1 bootloader; owns the link from now on.</summary>
    public static Stk500v1 ArduinoBootloader(ISerialLink link, IClock clock) =>
        new(link, clock, Stk500v1Dialect.ArduinoBootloader);

    /// <inheritdoc/>
    /// <exception cref="ProtocolException">
    /// A bootloader answers in the programmer's place and stays (ISP5005: port), a programmer in the bootloader's
    /// (ISP5009: port), or something else (ISP5006: port).
    /// </exception>
    public override void Open()
    {
        if (new Stk500v1Opening(_link, Clock, _dialect, _line).Run() is Fault notice)
        {
            _notices.Add(notice);
        }

        _opened = true;
        Identify();
    }

    public override void EnterProgramming(AvrPart part)
    {
        base.EnterProgramming(part);
        _blocks = new Stk500v1Blocks(_dialect, part);
        for (int attempt = 1; attempt <= Attempts; attempt++)
        {
            Enter(part);
            // The sketch does not look for the echo of Programming Enable, so the vendor byte has to tell. A chip that
            // missed it listens again only after a pulse of RESET. One that never answers is identification's to name.
            if (_dialect.IsBootloader || (byte)Transfer(IspInstructions.ReadSignature(0)) == 0x1E)
            {
                return;
            }

            if (attempt < Attempts)
            {
                _line.Exchange(() => [Stk500v1Command.LeaveProgramming]);
            }
        }
    }

    /// <remarks>After a failure it stays quiet about one more: the first is the one to tell.</remarks>
    public override void LeaveProgramming()
    {
        if (!_opened)
        {
            return;
        }

        if (_line.InStep)
        {
            _line.Exchange(() => [Stk500v1Command.LeaveProgramming]);
            return;
        }

        Clock.Wait(_blocks is null ? TimeSpan.Zero : Part.ChipEraseTime); // the longest a chip is ever busy
        try
        {
            _line.Resynchronise();
            _line.ExchangeOnce([Stk500v1Command.LeaveProgramming]);
        }
        catch (DeviceException)
        {
            // The failure that cut the exchange is on its way to the user already.
        }
    }

    /// <returns>Only the last of the four bytes; UNIVERSAL shows no other.</returns>
    public override uint Transfer(uint instruction) => _line.Exchange(() => [Universal(instruction)])[0];

    public override Signature ReadSignature()
    {
        byte[] signature = _line.Exchange(() => [Stk500v1Command.ReadSignature]);
        return new Signature(signature[0], signature[1], signature[2]);
    }

    public override int BytesPerRead(AvrMemory memory) => Blocks.ReadSize(memory);

    public override int BytesPerWrite(AvrMemory memory) => UsesPageCommand(memory)
        ? Blocks.WriteSize(memory)
        : base.BytesPerWrite(memory);

    public override void Read(AvrMemory memory, uint address, Span<byte> into)
    {
        CheckReach(memory, address, into.Length);
        // Addresses count words: begin and end on one, and keep what was asked for.
        int before = (int)(address % 2);
        byte[] words = new byte[(before + into.Length + 1) / 2 * 2];
        for (int done = 0; done < words.Length;)
        {
            uint at = address - (uint)before + (uint)done;
            int most = Math.Min(BytesPerRead(memory), Stk500v1Blocks.LeftInSegment(at));
            int length = Math.Min(words.Length - done, most);
            byte[] data = _line.Exchange(() => Blocks.Read(memory, at, length));
            data.AsSpan(data.Length - length).CopyTo(words.AsSpan(done));
            Blocks.Moved(memory, at, length);
            done += length;
        }

        words.AsSpan(before, into.Length).CopyTo(into);
    }

    public override void WritePages(AvrMemory memory, uint address, ReadOnlySpan<byte> bytes)
    {
        CheckReach(memory, address, bytes.Length);
        if (!UsesPageCommand(memory))
        {
            base.WritePages(memory, address, bytes);
            return;
        }

        int size = BytesPerWrite(memory);
        while (!bytes.IsEmpty)
        {
            uint at = address;
            byte[] block = bytes[..Math.Min(bytes.Length, size - (int)(at % (uint)size))].ToArray();
            // One block, one answer: the programmer is deaf while it commits. It answers when the chip is ready:
            // ArduinoISP sleeps 30 ms after every page, longer than any AVR needs, and a bootloader waits for SPM.
            _line.Exchange(() => Blocks.Write(memory, at, block));
            Blocks.Moved(memory, at, block.Length);
            address += (uint)block.Length;
            bytes = bytes[block.Length..];
        }
    }

    public override void Dispose() => _link.Dispose();

    protected override void TransferAll(ReadOnlySpan<uint> instructions) =>
        _line.ExchangeInTurns([.. instructions.ToArray().Select(Universal)]);

    private Stk500v1Blocks Blocks => _blocks ?? throw new InvalidOperationException("EnterProgramming comes first");

    /// <summary>
    /// ArduinoISP's own EEPROM write takes 45 ms for every byte, 46 s for 1 KiB; page loads through UNIVERSAL take the
    /// chip's 9 ms for a page of 4. A bootloader has no UNIVERSAL and writes as fast as the chip.
    /// </summary>
    private bool UsesPageCommand(AvrMemory memory) => memory == AvrMemory.Flash || _dialect.IsBootloader;

    private void Identify()
    {
        byte hardware = GetParameter(Stk500v1Command.HardwareVersion);
        _softwareMajor = GetParameter(Stk500v1Command.SoftwareMajor);
        byte minor = GetParameter(Stk500v1Command.SoftwareMinor);
        _identity = $"{_dialect.Name} {_softwareMajor}.{minor}, hardware {hardware}";
    }

    private byte GetParameter(byte parameter) => _line.Exchange(() => [Stk500v1Command.GetParameter(parameter)])[0];

    private void Enter(AvrPart part)
    {
        try
        {
            _line.ExchangeInTurns(
                Stk500v1Command.SetDevice(part),
                Stk500v1Command.SetDeviceExtended(part),
                Stk500v1Command.EnterProgramming);
        }
        catch (ProtocolException refused) when (refused.Fault.Code == FaultCode.ProgrammerRefused)
        {
            throw new TargetException(FaultCode.ProgrammingModeRefused, part.Name);
        }
    }

    private Stk500v1Command Universal(uint instruction) => _dialect.IsBootloader
        ? throw new InvalidOperationException($"{_dialect.Name} has no SPI to pass an instruction on to")
        : Stk500v1Command.Universal(instruction);

    /// <summary>Refuses what the bootloader would do to another place than the one meant.</summary>
    /// <exception cref="ProtocolException">ISP5008: identity, memory.</exception>
    private void CheckReach(AvrMemory memory, uint address, int length)
    {
        if (_dialect.Missed(memory, address, length, _softwareMajor) is string where)
        {
            throw new ProtocolException(new Fault(FaultCode.MemoryNotReached, _identity, where), [], []);
        }
    }
}
