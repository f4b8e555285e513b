using System.Buffers.Binary;

namespace IspRecipes.Simulation.Programmers;

/// <summary>
/// The commands behind F2, by which an ST-Link debugs: docs/protocols/st-link.md has their layouts. All are answered in the
/// length that is due, those that fail with a status and zeros.
/// </summary>
internal sealed class StLinkDebug
{
    /// <summary>The firmware's buffer: bytes of one block of words or half-words.</summary>
    private const int LongestBlock = 6144;

    private const byte EnterSwd = 0xA3;
    private const uint Aircr = 0xE000ED0C, SystemResetRequest = 0x05FA0004;

    private readonly StLinkFirmware _firmware;
    private readonly StLinkSwd _swd;
    private readonly StLinkClock _clock;
    private readonly StLinkPorts _ports;
    private readonly StLinkBatch _batch;
    private readonly StLinkCore _core;
    private StLinkStatus _last = StLinkStatus.Ok;
    private uint _fault;

    public StLinkDebug(StLinkSwd swd, StLinkFirmware firmware)
    {
        (_swd, _firmware, Mode) = (swd, firmware, firmware.StartsIn);
        _clock = new StLinkClock(swd);
        _ports = new StLinkPorts(swd, firmware);
        _batch = new StLinkBatch(swd, _ports, firmware);
        _core = new StLinkCore(swd, firmware);
    }

    public StLinkMode Mode { get; set; }

    /// <summary>Bytes of the data stage that follows a command; 0 for one that it does not take.</summary>
    public int DataOf(ReadOnlySpan<byte> command) => command[1] switch
    {
        _ when !_firmware.Knows(command[1]) => 0,
        0x08 or 0x0D or 0x48 or 0x50 => LengthOf(command),
        0x51 => _batch.BytesOf(Word(command, 2)),
        _ => 0,
    };

    /// <summary>Executes a command without a data stage.</summary>
    /// <returns>Its reply; null for none.</returns>
    public byte[]? Execute(ReadOnlySpan<byte> command) => !_firmware.Knows(command[1])
        ? Status(Unknown)
        : command[1] switch
        {
            0x21 => Exit(),
            0x30 => Status(Enter(command[2])),
            0x3B => Status(_last),
            0x3C => Status(DriveReset(command[2])),
            0x3E => [(byte)_last, 0, 0, 0, .. Bytes(_fault), 0, 0, 0, 0],
            0x43 => Status(_clock.SetDivisor(Half(command, 2))),
            0x40 or 0x41 or 0x44 or 0x49 => Status(StLinkStatus.Ok),
            0x42 => [0, 0], // no trace bytes
            0x56 => [.. Status(StLinkStatus.Ok), .. new byte[126]],
            0x61 => Value(_clock.SetFrequency(Word(command, 4), out uint taken), taken),
            0x62 => _clock.ListFrequencies(),
            0x63 => [.. Status(StLinkStatus.Ok), .. new byte[6]],
            _ => Mode == StLinkMode.Debug ? OnChip(command) : Failed(command, StLinkStatus.NoDevice),
        };

    /// <summary>Executes a command whose data stage has come.</summary>
    public void Execute(ReadOnlySpan<byte> command, ReadOnlySpan<byte> data)
    {
        (uint address, int width) = (Word(command, 2), WidthOf(command));
        if (Mode != StLinkMode.Debug)
        {
            _last = StLinkStatus.NoDevice;
        }
        else if (command[1] == 0x51)
        {
            _batch.Run(data, (int)Word(command, 2));
        }
        else
        {
            _fault = address;
            _last = Refusal(command, width) ?? _swd.Write(address, data, width, steps: command[1] != 0x50, out _fault);
        }
    }

    private StLinkStatus Unknown => _firmware.Since(32, 2) ? StLinkStatus.UnknownCommand : StLinkStatus.Unknown;

    private byte[]? OnChip(ReadOnlySpan<byte> command)
    {
        switch (command[1])
        {
            case 0x07 or 0x0C or 0x47 or 0x54:
                return ReadMemory(command);
            case 0x31:
                return _swd.Connect() is uint id
                    ? [.. Status(StLinkStatus.Ok), 0, 0, .. Bytes(id), 0, 0, 0, 0]
                    : Failed(command, StLinkStatus.GetIdCodeError);
            case 0x32:
                return Status(_swd.Write(Aircr, SystemResetRequest));
            case 0x33:
                return Value(_core.Read(command[2], out uint register), register);
            case 0x34:
                return Status(_core.Write(command[2], Word(command, 3)));
            case 0x35:
                return Status(_swd.Write(Word(command, 2), Word(command, 6)));
            case 0x36:
                return Value(_swd.Read(Word(command, 2), out uint word), word);
            case 0x3A:
                return _core.ReadAll();
            case 0x45:
                return Value(_ports.Read(Half(command, 2), Half(command, 4), out uint port), port);
            case 0x46:
                return Status(_ports.Write(Half(command, 2), Half(command, 4), Word(command, 6)));
            case 0x4B:
                return Status(_ports.Open(command[2]));
            case 0x4C:
                return Status(_ports.Close(command[2]));
            case 0x52:
                return _batch.TakeResult();
            default:
                return Status(Unknown);
        }
    }

    private byte[] ReadMemory(ReadOnlySpan<byte> command)
    {
        (uint address, int width, int length) = (Word(command, 2), WidthOf(command), LengthOf(command));
        byte[] reply = new byte[length == 1 ? 2 : length]; // never a single byte
        _fault = address;
        _last = Refusal(command, width)
            ?? _swd.Read(address, reply.AsSpan(0, length), width, steps: command[1] != 0x54, out _fault);
        return reply;
    }

    /// <summary>Why a block is not even tried; null where it is.</summary>
    private StLinkStatus? Refusal(ReadOnlySpan<byte> command, int width)
    {
        int limit = width > 1 ? LongestBlock : _firmware.Hardware >= 3 && _firmware.Since(6, 6) ? _firmware.PacketSize : 64;
        return (Word(command, 2) % width) + (LengthOf(command) % width) != 0 ? StLinkStatus.Alignment
            : LengthOf(command) > limit ? StLinkStatus.Unknown
            : command[8] != 0 ? StLinkStatus.BadAp
            : null;
    }

    private StLinkStatus Enter(byte protocol)
    {
        if (protocol != EnterSwd)
        {
            return StLinkStatus.Unknown;
        }

        if (_swd.Connect() is null)
        {
            return StLinkStatus.GetIdCodeError;
        }

        _ports.CloseAll();
        Mode = StLinkMode.Debug;
        return StLinkStatus.Ok;
    }

    private byte[]? Exit()
    {
        (_swd.IsSticky, Mode) = (false, StLinkMode.MassStorage);
        return null;
    }

    private StLinkStatus DriveReset(byte level)
    {
        if (level > 2)
        {
            return StLinkStatus.Unknown;
        }

        if (level == 2)
        {
            _swd.PulseReset();
        }
        else
        {
            _swd.SetReset(low: level == 0);
        }

        return StLinkStatus.Ok;
    }

    private byte[] Failed(ReadOnlySpan<byte> command, StLinkStatus status)
    {
        int length = command[1] switch
        {
            0x07 or 0x0C or 0x47 or 0x54 => LengthOf(command),
            0x31 => 12,
            0x33 or 0x36 or 0x45 => 8,
            0x3A => 88,
            _ => 2,
        };
        _last = status;
        return command[1] is 0x07 or 0x0C or 0x47 or 0x54 ? new byte[length] : [(byte)status, .. new byte[length - 1]];
    }

    private static byte[] Status(StLinkStatus status) => [(byte)status, 0];

    private static byte[] Value(StLinkStatus status, uint value) => [(byte)status, 0, 0, 0, .. Bytes(value)];

    private static int WidthOf(ReadOnlySpan<byte> command) => command[1] switch
    {
        0x0C or 0x0D => 1,
        0x47 or 0x48 => 2,
        _ => 4,
    };

    private static int LengthOf(ReadOnlySpan<byte> command) => Half(command, 6);

    private static ushort Half(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private static uint Word(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    private static byte[] Bytes(uint value) => BitConverter.GetBytes(value);
}
