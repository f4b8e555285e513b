using IspRecipes.Devices.Links;
using IspRecipes.Testing;

namespace IspRecipes.Devices.Tests.Programmers;

/// <summary>
/// The reader of ArduinoISP 1.18, as far as its state matters: which byte it waits for, and what it does with it. A
/// request longer than its 63-byte buffer is a failed test unless it is one block, which the sketch reads as it comes.
/// </summary>
internal sealed class FakeSketch(FakeChip chip, ManualClock clock, int flashPage) : ISerialLink
{
    private const byte EndOfPacket = 0x20;

    private readonly List<byte> _command = [];
    private readonly Queue<byte> _answers = [];
    private int _here;

    /// <summary>What the line makes of a byte: itself, none, two, another.</summary>
    public Func<byte, byte[]> Line { get; init; } = value => [value];

    public string Port => "sketch";

    public bool OpeningResets => false;

    public bool InReset { get; private set; }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > 63 && bytes[^1] == EndOfPacket && !bytes.Contains((byte)0x64))
        {
            throw new InvalidOperationException($"{bytes.Length} bytes of requests overrun the sketch's buffer");
        }

        foreach (byte sent in bytes)
        {
            foreach (byte value in Line(sent))
            {
                Take(value);
            }
        }
    }

    public void Read(Span<byte> into, TimeSpan timeout)
    {
        for (int index = 0; index < into.Length; index++)
        {
            if (!_answers.TryDequeue(out into[index]))
            {
                clock.Wait(timeout);
                throw new LinkException(FaultCode.LinkSilent, Port, index, into.Length, timeout.TotalSeconds);
            }
        }
    }

    public void DiscardInput() => _answers.Clear();

    public void SetLines(bool dtr, bool rts)
    {
    }

    public void Dispose()
    {
    }

    private void Say(params ReadOnlySpan<byte> bytes)
    {
        foreach (byte value in bytes)
        {
            foreach (byte heard in Line(value))
            {
                _answers.Enqueue(heard);
            }
        }
    }

    private void Take(byte value)
    {
        _command.Add(value);
        if (_command.Count < Needed())
        {
            return;
        }

        byte[] command = [.. _command];
        _command.Clear();
        if (command is [EndOfPacket])
        {
            Say(0x15);
            return;
        }

        if (command[0] == 0x56)
        {
            // The sketch runs the instruction before it looks for CRC_EOP.
            Execute(command);
            return;
        }

        if (command[0] == 0x64 && command.Length == 4)
        {
            Say(0x11); // a block for a memory it does not know; what follows is taken for commands
        }
        else if (command[^1] == EndOfPacket)
        {
            Execute(command);
        }
        else
        {
            Say(0x15);
        }
    }

    private int Needed() => _command[0] switch
    {
        EndOfPacket => 1,
        0x41 => 3,
        0x42 => 22,
        0x45 => 7,
        0x55 => 4,
        0x56 => 6,
        0x74 => 5,
        0x64 when _command.Count < 4 => 4,
        0x64 when _command[3] is (byte)'F' or (byte)'E' => 5 + (_command[1] * 256) + _command[2],
        0x64 => 4,
        _ => 2,
    };

    private void Execute(byte[] command)
    {
        switch (command[0])
        {
            case 0x30:
                Say(0x14, 0x10);
                break;
            case 0x41:
                Say(0x14, (byte)(command[1] switch { 0x80 => 2, 0x81 => 1, 0x82 => 18, 0x93 => 'S', _ => 0 }), 0x10);
                break;
            case 0x42 or 0x45:
                Say(0x14, 0x10);
                break;
            case 0x50 or 0x51:
                InReset = command[0] == 0x50;
                Say(0x14, 0x10);
                break;
            case 0x55:
                _here = command[1] + (256 * command[2]);
                Say(0x14, 0x10);
                break;
            case 0x56:
                Universal(command);
                break;
            case 0x64:
                Program(command.AsSpan(4..^1), command[3] == 'E');
                break;
            case 0x74:
                ReadPage((command[1] * 256) + command[2], command[3] == 'E');
                break;
            case 0x75:
                Say(0x14, Spi(0x30, 0, 0, 0), Spi(0x30, 0, 1, 0), Spi(0x30, 0, 2, 0), 0x10);
                break;
            default:
                Say(0x12);
                break;
        }
    }

    private byte Spi(byte first, int second, int third, int fourth) =>
        chip.Transfer(first, (byte)second, (byte)third, (byte)fourth);

    private void Universal(byte[] command)
    {
        byte answer = Spi(command[1], command[2], command[3], command[4]);
        Say(command[5] == EndOfPacket ? [0x14, answer, 0x10] : [0x15]);
    }

    private void Program(Span<byte> data, bool eeprom)
    {
        if (eeprom)
        {
            for (int index = 0; index < data.Length; index++)
            {
                int address = (2 * _here) + index;
                Spi(0xC0, address >> 8, address, data[index]);
                clock.Wait(TimeSpan.FromMilliseconds(45));
            }
        }
        else
        {
            ProgramFlash(data);
        }

        Say(0x14, 0x10);
    }

    private void ProgramFlash(Span<byte> data)
    {
        int words = flashPage / 2;
        for (int index = 0; index < data.Length; index += 2, _here = (_here + 1) & 0xFFFF)
        {
            if (index > 0 && _here % words == 0)
            {
                Commit((_here - 1) & 0xFFFF);
            }

            Spi(0x40, _here >> 8, _here, data[index]);
            Spi(0x48, _here >> 8, _here, index + 1 < data.Length ? data[index + 1] : 0xFF);
        }

        Commit((_here - 1) & 0xFFFF);
    }

    private void Commit(int wordAddress)
    {
        Spi(0x4C, wordAddress >> 8, wordAddress, 0);
        clock.Wait(TimeSpan.FromMilliseconds(30)); // PTIME
    }

    private void ReadPage(int length, bool eeprom)
    {
        Say(0x14);
        for (int index = 0; index < length; index++)
        {
            int address = (2 * _here) + index;
            Say(eeprom
                ? Spi(0xA0, address >> 8, address, 0xFF)
                : Spi(index % 2 == 0 ? (byte)0x20 : (byte)0x28, (_here + (index / 2)) >> 8, _here + (index / 2), 0));
        }

        _here = eeprom ? _here : (_here + (length / 2)) & 0xFFFF;
        Say(0x10);
    }
}
