using IspRecipes.Devices.Parts;

namespace IspRecipes.Simulation.Programmers;

/// <summary>
/// ATmegaBOOT_168 of the Arduino core, the bootloader of boards before the Uno: STK500v1 inside the chip it programs.
/// It erases page by page, counts EEPROM addresses in words, knows no fuses, and says nothing to a frame without EOP;
/// after five of those, or a second of silence, it starts the application.
/// </summary>
internal sealed class AtmegaBoot(Board board) : Firmware(board)
{
    private const int ErrorsAllowed = 5;

    /// <summary>One flash of the lamp, 100 ms on and 100 ms off, before the first command.</summary>
    private static readonly TimeSpan LampFlash = TimeSpan.FromMilliseconds(200);

    private readonly byte[] _buffer = new byte[256];
    private ushort _address;
    private int _errors;
    private bool _inApplication;

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

    private void Ignore(byte[] frame) => Await(1, Ignore);

    private void Idle() => Await(1, Command);

    private void Command(byte[] command)
    {
        switch (command[0])
        {
            case Stk500v1.GetSync or Stk500v1.EnterProgramming or Stk500v1.ChipErase or Stk500v1.LeaveProgramming:
                Await(1, Acknowledge);
                break;
            case Stk500v1.GetSignOn:
                Await(1, end => Reply(end[0], Stk500v1.SignOn));
                break;
            case Stk500v1.SetParameter:
                Await(1, name => Await(name[0] > 0x85 ? 2 : 1, Acknowledge));
                break;
            case Stk500v1.GetParameter:
                Await(2, frame => Reply(frame[1], Parameter(frame[0])));
                break;
            case Stk500v1.SetDevice:
                Await(21, Acknowledge);
                break;
            case Stk500v1.SetDeviceExtended:
                Await(6, Acknowledge);
                break;
            case Stk500v1.LoadAddress:
                Await(3, LoadAddress);
                break;
            case Stk500v1.Universal:
                Await(5, frame => Reply(frame[^1], frame[0] == 0x30 ? Signature(frame[2]) : (byte)0));
                break;
            case Stk500v1.ProgramPage:
                Await(3, header => Await((header[0] << 8 | header[1]) + 1, data => ProgramPage(header, data)));
                break;
            case Stk500v1.ReadPage:
                Await(4, ReadPage);
                break;
            case Stk500v1.ReadSignature:
                Await(1, end => Reply(end[0], Signature(0), Signature(1), Signature(2)));
                break;
            case Stk500v1.ReadOscillatorCalibration:
                Await(1, end => Reply(end[0], 0x00));
                break;
            default:
                CountError();
                break;
        }
    }

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

    /// <summary>Word address, low byte first, EOP.</summary>
    private void LoadAddress(byte[] frame)
    {
        _address = (ushort)(frame[0] | frame[1] << 8);
        Acknowledge(frame);
    }

    /// <summary>Length, high byte first, and 'F' or 'E'; then the data and EOP.</summary>
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
            CountError();
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
        int length = frame[0] << 8 | frame[1];
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

    private void Acknowledge(byte[] frame) => Reply(frame[^1]);

    private void Reply(byte end, params ReadOnlySpan<byte> bytes)
    {
        if (end != Stk500v1.EndOfPacket)
        {
            CountError();
            return;
        }

        Send(Stk500v1.InSync);
        Send(bytes);
        Send(Stk500v1.Ok);
        Idle();
    }

    private void CountError()
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
}
