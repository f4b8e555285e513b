using IspRecipes.Simulation.Chips;

namespace IspRecipes.Simulation.Programmers;

/// <summary>
/// What an STK500v2 programmer does for a command (AVR068), built after the source of LUFA's AVRISP-MKII clone
/// (ISPProtocol.c, ISPTarget.c, V2Protocol.c): no check that a chip is in programming mode, an address that counts on, and
/// a second for each command, after which it ends.
/// </summary>
internal sealed class Stk500v2Board(VirtualAvr chip, Stk500v2Firmware firmware)
{
    private const byte Ok = 0x00, ReadyTimeout = 0x81, Failed = 0xC0, Unknown = 0xC9;

    private const byte HighByte = 0x08;

    /// <summary>COMMAND_TIMEOUT_TICKS: a hundred of 10 ms.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    private readonly Dictionary<byte, byte> _parameters = new(firmware.Parameters);
    private uint _address;
    private bool _mustExtend;
    private bool _connected;
    private TimeSpan _began;

    /// <summary>Blocks written so far, the first one being 1.</summary>
    public int Blocks { get; private set; }

    private bool Expired => chip.Clock.Now - _began >= Limit;

    /// <summary>The body of a command's answer.</summary>
    public byte[] Execute(byte[] body)
    {
        _began = chip.Clock.Now;
        return body switch
        {
            [0x01] => [0x01, Ok, (byte)firmware.Name.Length, .. System.Text.Encoding.ASCII.GetBytes(firmware.Name)],
            [0x02, byte parameter, byte value] => SetParameter(parameter, value),
            [0x03, byte parameter] => _parameters.TryGetValue(parameter, out byte value) ? [0x03, Ok, value] : [0x03, Failed],
            [0x06, _, _, _, _] => LoadAddress(body),
            [0x10, .. byte[] rest] when rest.Length == 11 => Enter(rest),
            [0x11, byte before, byte after] => Leave(before, after),
            [0x12, byte delay, byte poll, .. byte[] erase] when erase.Length == 4 => Erase(delay, poll, erase),
            [0x13 or 0x15, _, _, ..] when body.Length > 10 => Program(body),
            [0x14 or 0x16, byte high, byte low, byte instruction] => Read(body[0], (high << 8) | low, instruction),
            [0x17 or 0x19, .. byte[] write] when write.Length == 4 => WriteBits(body[0], write),
            [0x18 or 0x1A or 0x1B or 0x1C, byte at, .. byte[] read] when read.Length == 4 => [body[0], Ok, Shift(read)[at - 1], Ok],
            [0x1D, byte send, byte receive, byte from, .. byte[] data] when data.Length == send => Spi(receive, from, data),
            [byte id, ..] => [id, Unknown],
            _ => [],
        };
    }

    private byte[] WriteBits(byte id, byte[] instruction)
    {
        Shift(instruction);
        return [id, Ok, Ok];
    }

    private byte[] SetParameter(byte parameter, byte value)
    {
        if (!firmware.Keeps(parameter))
        {
            return [0x02, firmware.IsBootloader ? Ok : Failed];
        }

        _parameters[parameter] = value;
        return [0x02, Ok];
    }

    private byte[] LoadAddress(byte[] body)
    {
        _address = (uint)(body[1] << 24 | body[2] << 16 | body[3] << 8 | body[4]);
        _mustExtend |= (_address & 0x8000_0000) != 0;
        return [0x06, Ok];
    }

    private byte[] Enter(byte[] rest)
    {
        if (rest is not [_, byte settle, byte execute, byte loops, byte gap, byte value, byte at, .. byte[] enable])
        {
            return [0x10, Failed];
        }

        _address = 0;
        Wait(execute);
        Connect();
        HoldReset(true);
        Wait(settle);
        while (loops-- > 0 && !Expired)
        {
            byte[] answer = [.. enable.Select(one =>
            {
                Wait(gap);
                return Shift(one);
            })];
            if (at == 0 || answer[at - 1] == value)
            {
                return [0x10, Ok];
            }

            HoldReset(false);
            Wait(settle);
            HoldReset(true);
            Wait(settle);
        }

        return [0x10, Failed];
    }

    /// <summary>SCK as the parameter says, unless the SPI is on already.</summary>
    private void Connect()
    {
        chip.SckHertz = _connected ? chip.SckHertz : firmware.SckHertz(_parameters[Stk500v2Firmware.SckDuration]);
        _connected = true;
    }

    private byte[] Leave(byte before, byte after)
    {
        Wait(before);
        HoldReset(false);
        _connected = false;
        Wait(after);
        return [0x11, Ok];
    }

    private byte[] Erase(byte delay, byte poll, byte[] instruction)
    {
        if (firmware.IsBootloader)
        {
            return [0x12, Failed];
        }

        Shift(instruction);
        if (poll == 0)
        {
            Wait(delay);
        }

        return [0x12, poll == 0 ? Ok : WaitWhileBusy()];
    }

    /// <summary>Length(2), mode, delay, three instructions, two poll values, data.</summary>
    private byte[] Program(byte[] body)
    {
        int length = (body[1] << 8) | body[2];
        if (length > 256 || body.Length != 10 + length)
        {
            return [body[0], Failed];
        }

        Blocks++;
        bool flash = body[0] == 0x13;
        byte mode = body[3], instruction = body[5];
        ushort page = (ushort)_address;
        byte status = Ok;
        for (int index = 0; index < length && status == Ok; index++)
        {
            Extend();
            Shift([instruction, (byte)(_address >> 8), (byte)_address, body[10 + index]]);
            instruction ^= flash ? HighByte : (byte)0;
            if ((mode & 0x01) == 0)
            {
                status = Await((mode & 0x08) != 0, (mode & 0x02) != 0, body[4]);
            }

            CountOn(flash, index);
        }

        if ((mode & 0x80) != 0)
        {
            Shift([body[6], (byte)(page >> 8), (byte)page, 0]);
            status = Await((mode & 0x40) != 0, (mode & 0x10) != 0, body[4]);
        }

        return [body[0], status];
    }

    private byte Await(bool polls, bool timed, byte delay)
    {
        if (timed)
        {
            Wait(delay);
        }

        return polls ? WaitWhileBusy() : Ok;
    }

    private byte[] Read(byte id, int length, byte instruction)
    {
        bool flash = id == 0x14;
        byte[] answer = new byte[length + 3];
        answer[0] = id;
        for (int index = 0; index < length; index++)
        {
            Extend();
            answer[2 + index] = Shift([instruction, (byte)(_address >> 8), (byte)_address, 0])[3];
            instruction ^= flash ? HighByte : (byte)0;
            CountOn(flash, index);
        }

        return answer;
    }

    private byte[] Spi(byte receive, byte from, byte[] data)
    {
        byte[] came = [.. Enumerable.Range(0, from + receive).Select(index => Shift(index < data.Length ? data[index] : (byte)0))];
        return [0x1D, Ok, .. came[from..], Ok];
    }

    private void CountOn(bool flash, int index)
    {
        if (!flash || index % 2 == 1)
        {
            _address++;
            // LUFA does so with every part; one without the instruction does not listen.
            _mustExtend |= flash && (_address & 0xFFFF) == 0 && chip.Part.HasExtendedAddress;
        }
    }

    private void Extend()
    {
        if (_mustExtend)
        {
            Shift([0x4D, 0, (byte)(_address >> 16), 0]);
            _mustExtend = false;
        }
    }

    private byte WaitWhileBusy()
    {
        while ((Shift([0xF0, 0, 0, 0])[3] & 1) != 0)
        {
            if (Expired)
            {
                return ReadyTimeout;
            }
        }

        return Ok;
    }

    private byte[] Shift(byte[] bytes) => Array.ConvertAll(bytes, Shift);

    /// <summary>Once the second is over, LUFA's software SPI shifts nothing more, and says OK all the same.</summary>
    private byte Shift(byte value) => Expired && chip.SckHertz < 100e3 ? value : chip.Shift(value);

    private void HoldReset(bool active) => chip.SetReset(low: active && _parameters[Stk500v2Firmware.ResetPolarity] != 0);

    private void Wait(byte milliseconds) => chip.Clock.Wait(TimeSpan.FromMilliseconds(milliseconds));
}
