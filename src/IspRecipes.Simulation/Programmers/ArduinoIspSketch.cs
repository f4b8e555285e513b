namespace IspRecipes.Simulation.Programmers;

/// <summary>
/// The ArduinoISP sketch 1.18 of the Arduino IDE's examples, byte for byte as it behaves and not as AVR061 would have
/// it: EEPROM addresses count words, and while a page is committed only the UART's buffer listens.
/// </summary>
internal sealed class ArduinoIspSketch : Stk500Firmware
{
    /// <summary>From its reset to its first command: three lamps, three pulses each, 30 ms on and 30 ms off.</summary>
    public static readonly TimeSpan Setup = TimeSpan.FromMilliseconds(3 * 3 * 60);

    /// <summary>A ring of 64 holds 63 (Arduino core, HardwareSerial).</summary>
    public const int UartBuffer = 63;

    /// <summary>The sketch asks for 1 MHz / 6; the SPI library rounds down to what 16 MHz can be divided to: / 128.</summary>
    private const double SckHertz = 125e3;

    /// <summary>EEPROM bytes are taken and written in chunks; what comes meanwhile waits in the UART's buffer.</summary>
    private const int EepromChunk = 32;

    private readonly TargetPins _pins;
    private readonly ArduinoIspMemory _memory;
    private readonly byte[] _buffer = new byte[256];
    private int _eepromSize;

    public ArduinoIspSketch(Board board)
        : base(board)
    {
        _pins = new TargetPins(board.Chip);
        _memory = new ArduinoIspMemory(_pins, board.Clock);
        Requests = new Dictionary<byte, Request>
        {
            [Stk500v1.GetSync] = new(1, Acknowledge),
            [Stk500v1.GetSignOn] = new(1, end => Reply(end[0], Stk500v1.SignOn)),
            [Stk500v1.GetParameter] = new(2, frame => Reply(frame[1], Parameter(frame[0]))),
            [Stk500v1.SetDevice] = new(21, SetDevice),
            [Stk500v1.SetDeviceExtended] = new(6, Acknowledge),
            [Stk500v1.EnterProgramming] = new(0, _ => EnterProgramming()),
            [Stk500v1.LeaveProgramming] = new(0, _ => LeaveProgramming()),
            [Stk500v1.LoadAddress] = new(3, LoadAddress),
            [Stk500v1.Universal] = new(4, Universal),
            [Stk500v1.ProgramFlash] = new(3, Acknowledge),
            [Stk500v1.ProgramData] = new(2, Acknowledge),
            [Stk500v1.ProgramPage] = new(3, ProgramPage),
            [Stk500v1.ReadPage] = new(4, ReadPage),
            [Stk500v1.ReadSignature] = new(1, ReadSignature),
            [Stk500v1.EndOfPacket] = new(0, _ => RefuseFrame()),
        };
    }

    public override void Start()
    {
        OpenUart(Board.Options.Baud, UartBuffer, UartBuffer);
        Board.Chip.SckHertz = Board.Options.SckHertz ?? SckHertz;
        Idle();
    }

    protected override IReadOnlyDictionary<byte, Request> Requests { get; }

    /// <summary>NOSYNC alone.</summary>
    protected override void RefuseFrame()
    {
        Send(Stk500v1.NoSync);
        Idle();
    }

    protected override void RefuseCommand() => Await(1, end =>
    {
        Send(end[0] == Stk500v1.EndOfPacket ? Stk500v1.Unknown : Stk500v1.NoSync);
        Idle();
    });

    private static byte Parameter(byte name) => name switch
    {
        Stk500v1.HardwareVersion => 2,
        Stk500v1.SoftwareMajor => 1,
        Stk500v1.SoftwareMinor => 18,
        Stk500v1.ProgrammingMode => (byte)'S',
        _ => 0,
    };

    /// <summary>Device code, 7 bytes, flash poll 2, EEPROM poll 2, page size 2, EEPROM size 2, flash size 4, EOP.</summary>
    private void SetDevice(byte[] frame)
    {
        frame.AsSpan(0, 20).CopyTo(_buffer);
        _pins.ResetActiveHigh = frame[0] >= 0xE0;
        _memory.PageSize = frame[12] << 8 | frame[13];
        _eepromSize = frame[14] << 8 | frame[15];
        Acknowledge(frame);
    }

    private void EnterProgramming()
    {
        if (!_pins.SpiOn)
        {
            _pins.Enter();
        }

        Await(1, Acknowledge);
    }

    private void LeaveProgramming()
    {
        _pins.Leave();
        Await(1, Acknowledge);
    }

    /// <summary>Word address, low byte first, EOP.</summary>
    private void LoadAddress(byte[] frame)
    {
        _memory.Here = (ushort)(frame[0] | frame[1] << 8);
        Acknowledge(frame);
    }

    private void Universal(byte[] instruction)
    {
        instruction.CopyTo(_buffer, 0);
        if (SpiAnswers())
        {
            byte answer = _pins.Transfer(instruction[0], instruction[1], instruction[2], instruction[3]);
            Await(1, end => Reply(end[0], answer));
        }
    }

    /// <summary>Length, high byte first, and 'F' or 'E'; then the data and EOP.</summary>
    private void ProgramPage(byte[] frame)
    {
        int length = frame[0] << 8 | frame[1];
        if (StopsInPage(length))
        {
            return;
        }

        if (frame[2] == 'F')
        {
            Fill(length, () => Await(1, end => UseSpi(end[0], () => _memory.WriteFlash(_buffer, length))));
        }
        else if (frame[2] == 'E' && length <= _eepromSize)
        {
            ProgramEeprom((ushort)(_memory.Here * 2), length);
        }
        else if (frame[2] == 'E')
        {
            // Refused before its data are taken, which then count as commands.
            Await(1, RefuseLength);
        }
        else
        {
            Send(Stk500v1.Failed);
            Idle();
        }
    }

    private void RefuseLength(byte[] end)
    {
        Send(end[0] == Stk500v1.EndOfPacket ? [Stk500v1.InSync, Stk500v1.Failed] : [Stk500v1.NoSync]);
        Idle();
    }

    /// <summary>The sketch does not check the length; behind its 256 bytes lies whatever the linker put there.</summary>
    private void Fill(int length, Action then)
    {
        if (length > _buffer.Length)
        {
            Hang();
            return;
        }

        Await(length, data =>
        {
            data.CopyTo(_buffer, 0);
            then();
        });
    }

    private void ProgramEeprom(ushort address, int remaining)
    {
        int chunk = Math.Min(remaining, EepromChunk);
        Fill(chunk, () =>
        {
            if (chunk > 0 && !SpiAnswers())
            {
                return;
            }

            _memory.WriteEeprom(address, _buffer.AsSpan(0, chunk));
            if (remaining > chunk)
            {
                ProgramEeprom((ushort)(address + chunk), remaining - chunk);
            }
            else
            {
                Await(1, Acknowledge);
            }
        });
    }

    /// <summary>Length, high byte first, 'F' or 'E', EOP.</summary>
    private void ReadPage(byte[] frame)
    {
        if (frame[3] != Stk500v1.EndOfPacket)
        {
            RefuseFrame();
            return;
        }

        Send(Stk500v1.InSync);
        int length = frame[0] << 8 | frame[1];
        bool flash = frame[2] == 'F';
        bool known = flash || frame[2] == 'E';
        if (known && length > 0 && !SpiAnswers())
        {
            return;
        }

        if (flash)
        {
            _memory.ReadFlash(length, value => Send(value));
        }
        else if (known)
        {
            _memory.ReadEeprom(length, value => Send(value));
        }

        Send(known ? Stk500v1.Ok : Stk500v1.Failed);
        Idle();
    }

    private void ReadSignature(byte[] end) => UseSpi(end[0], () =>
    {
        for (byte i = 0; i < 3; i++)
        {
            Send(_pins.Transfer(0x30, i, 0x00));
        }
    });

    /// <summary>INSYNC at once; what is done through the SPI, and OK, only where that answers.</summary>
    private void UseSpi(byte end, Action work)
    {
        if (end != Stk500v1.EndOfPacket)
        {
            RefuseFrame();
            return;
        }

        Send(Stk500v1.InSync);
        if (SpiAnswers())
        {
            work();
            Send(Stk500v1.Ok);
            Idle();
        }
    }

    /// <summary>Outside programming mode the SPI is off, and the sketch waits for ever for a transfer to end.</summary>
    private bool SpiAnswers()
    {
        if (!_pins.SpiOn)
        {
            Hang();
        }

        return _pins.SpiOn;
    }
}
