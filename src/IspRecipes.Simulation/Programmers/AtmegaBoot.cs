using IspRecipes.Devices.Parts;

namespace IspRecipes.Simulation.Programmers;

/// <summary>
/// ATmegaBOOT_168 of the Arduino core, the bootloader of boards before the Uno: STK500v1 inside the chip it programs.
/// It erases page by page, counts EEPROM addresses in words, knows no fuses, and says nothing to a frame without EOP;
/// after five of those, or a second of silence, it starts the application.
/// </summary>
internal sealed class AtmegaBoot : Stk500Firmware
{
    private const int ErrorsAllowed = 5;

    /// <summary>One flash of the lamp, 100 ms on and 100 ms off, before the first command.</summary>
    private static readonly TimeSpan LampFlash = TimeSpan.FromMilliseconds(200);

    private readonly byte[] _buffer = new byte[256];
    private ushort _address;
    private int _errors;
    private bool _inApplication;

    public AtmegaBoot(Board board)
        : base(board)
    {
        Requests = new Dictionary<byte, Request>
        {
            [Stk500v1.GetSync] = new(1, Acknowledge),
            [Stk500v1.GetSignOn] = new(1, end => Reply(end[0], Stk500v1.SignOn)),
            [Stk500v1.SetParameter] = new(1, name => Await(name[0] > 0x85 ? 2 : 1, Acknowledge)),
            [Stk500v1.GetParameter] = new(2, frame => Reply(frame[1], Parameter(frame[0]))),
            [Stk500v1.SetDevice] = new(21, Acknowledge),
            [Stk500v1.SetDeviceExtended] = new(6, Acknowledge),
            [Stk500v1.EnterProgramming] = new(1, Acknowledge),
            [Stk500v1.LeaveProgramming] = new(1, Acknowledge),
            [Stk500v1.ChipErase] = new(1, Acknowledge),
            [Stk500v1.LoadAddress] = new(3, LoadAddress),
            [Stk500v1.Universal] = new(5, Universal),
            [Stk500v1.ProgramPage] = new(3, ProgramPage),
            [Stk500v1.ReadPage] = new(4, ReadPage),
            [Stk500v1.ReadSignature] = new(1, end => Reply(end[0], Signature(0), Signature(1), Signature(2))),
            [Stk500v1.ReadOscillatorCalibration] = new(1, end => Reply(end[0], 0x00)),
        };
    }

    protected override IReadOnlyDictionary<byte, Request> Requests { get; }

    /// <summary>A count to a million of some 14 cycles each at 16 MHz (MAX_TIME_COUNT = F_CPU / 16).</summary>
    protected override TimeSpan? Patience => _inApplication ? null : TimeSpan.FromSeconds(0.9);

    public override void Start()
    {
        OpenUart(Board.Options.Baud, VirtualUart.HardwareFifo, transmit: 1);
        _inApplication = false;
        _errors = 0;
        Board.Clock.Wait(LampFlash);
        Idle();
    }

    /// <summary>Jumps to address 0. A blank chip runs through to its boot section again.</summary>
    protected override void GiveUp()
    {
        if (Board.Chip.Flash[0] == 0xFF)
        {
            Start();
        }
        else
        {
            _inApplication = true;
            Await(1, Ignore);
        }
    }

    /// <summary>Says nothing, and has enough of it after the fifth time.</summary>
    protected override void RefuseFrame()
    {
        if (++_errors == ErrorsAllowed)
        {
            GiveUp();
        }
        else
        {
            Idle();
        }
    }

    protected override void RefuseCommand() => RefuseFrame();

    private void Ignore(byte[] frame) => Await(1, Ignore);

    private static byte Parameter(byte name) => name switch
    {
        Stk500v1.HardwareVersion => 2,
        Stk500v1.SoftwareMajor => 1,
        Stk500v1.SoftwareMinor => 0x10,
        0x98 => 3,
        _ => 0,
    };

    private byte Signature(byte index)
    {
        Signature signature = Board.Chip.Part.Signature;
        return index switch
        {
            0 => signature.Vendor,
            1 => signature.Family,
            _ => signature.Device,
        };
    }

    /// <summary>Of a block, high byte first.</summary>
    private static int Length(byte[] frame) => frame[0] << 8 | frame[1];

    /// <summary>Knows the signature; anything else, a chip erase too, is answered with 0 and not done.</summary>
    private void Universal(byte[] frame) => Reply(frame[^1], frame[0] == 0x30 ? Signature(frame[2]) : (byte)0);

    /// <summary>Word address, low byte first, EOP.</summary>
    private void LoadAddress(byte[] frame)
    {
        _address = (ushort)(frame[0] | frame[1] << 8);
        Acknowledge(frame);
    }

    /// <summary>Length, high byte first, and 'F' or 'E'; then the data and EOP.</summary>
    private void ProgramPage(byte[] header)
    {
        if (!StopsInPage(Length(header)))
        {
            Await(Length(header) + 1, data => ProgramPage(header, data));
        }
    }

    private void ProgramPage(byte[] header, byte[] data)
    {
        int length = data.Length - 1;
        if (length > _buffer.Length)
        {
            Hang();
            return;
        }

        data.AsSpan(0, length).CopyTo(_buffer);
        if (data[^1] != Stk500v1.EndOfPacket)
        {
            RefuseFrame();
            return;
        }

        // Doubled for good: without another LOAD_ADDRESS the next block lands elsewhere.
        _address *= 2;
        if (header[2] == 'E')
        {
            WriteEeprom(_buffer.AsSpan(0, length));
        }
        else
        {
            WriteFlash(_buffer.AsSpan(0, (length + 1) & ~1));
        }

        Reply(Stk500v1.EndOfPacket);
    }

    private void WriteEeprom(ReadOnlySpan<byte> bytes)
    {
        foreach (byte value in bytes)
        {
            Board.Chip.SelfWriteEeprom(_address++, value);
            Board.Clock.Wait(Board.Chip.Part.EepromWriteTime);
        }
    }

    /// <summary>Erases and writes page by page; a chip with a protected boot section leaves that alone.</summary>
    private void WriteFlash(ReadOnlySpan<byte> bytes)
    {
        int pageSize = Board.Chip.Part.Flash.PageSize;
        uint address = _address;
        while (!bytes.IsEmpty)
        {
            ReadOnlySpan<byte> chunk = bytes[..Math.Min(pageSize, bytes.Length)];
            if (address < BootStart)
            {
                Board.Chip.SelfErasePage(address);
                Board.Clock.Wait(Board.Chip.Part.FlashWriteTime);
                Board.Chip.SelfWritePage(address, chunk);
                Board.Clock.Wait(Board.Chip.Part.FlashWriteTime);
            }

            address += (uint)chunk.Length;
            bytes = bytes[chunk.Length..];
        }
    }

    /// <summary>ATmegaBOOT_168 for the ATmega328P is linked to the last 2 KiB.</summary>
    private uint BootStart => Board.Chip.Part.Flash.Size - 0x800;

    /// <summary>Length, high byte first, 'F' or 'E', EOP.</summary>
    private void ReadPage(byte[] frame)
    {
        int length = Length(frame);
        _address *= 2;
        if (frame[3] != Stk500v1.EndOfPacket)
        {
            Idle();
            return;
        }

        byte[] memory = frame[2] == 'E' ? Board.Chip.Eeprom : Board.Chip.Flash;
        Send(Stk500v1.InSync);
        for (int i = 0; i < length; i++)
        {
            Send(memory[_address++ % memory.Length]);
        }

        Send(Stk500v1.Ok);
        Idle();
    }
}
