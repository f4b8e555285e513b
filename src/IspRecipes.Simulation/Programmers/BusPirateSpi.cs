namespace IspRecipes.Simulation.Programmers;

/// <summary>Raw SPI mode, byte for byte as SPI.c and spi.c have it.</summary>
/// <param name="board">The Bus Pirate's.</param>
/// <param name="build">Its firmware.</param>
/// <param name="pins">The target's side.</param>
/// <param name="leave">Back to raw bitbang mode.</param>
internal sealed class BusPirateSpi(Board board, BusPirateBuild build, BusPiratePins pins, Action leave) : Firmware(board)
{
    /// <summary>The buffer of the terminal, which command 05 borrows.</summary>
    private const int Buffer = 4096;

    /// <summary>The SPI's own FIFO behind the UART's, while bytes are streamed.</summary>
    private const int SpiFifo = 8;

    private bool _openDrain = true;
    private int _speed = 1;
    private int _commands;

    public override void Start()
    {
        SetUp();
        Send("SPI1"u8);
        Idle();
    }

    private void SetUp() => pins.SetUp(_openDrain, build.Speeds[_speed]);

    private void Idle() => Await(1, Take);

    private void Take(byte[] frame)
    {
        byte command = frame[0];
        Idle();
        switch (command >> 4)
        {
            case 0:
                TakeBase(command);
                break;
            case 1:
                Send(1);
                Exchange((command & 0x0F) + 1);
                break;
            case 4:
                pins.SetPeripherals(command);
                Send(1);
                break;
            case 6:
                _speed = command & 7;
                SetUp();
                Send(1);
                break;
            case 8:
                _openDrain = (command & 8) == 0;
                SetUp();
                Send(1);
                break;
            default:
                Send(0);
                break;
        }
    }

    private void TakeBase(byte command)
    {
        switch (command)
        {
            case 0x00:
                leave();
                break;
            case 0x01:
                Send("SPI1"u8);
                break;
            case 0x02 or 0x03:
                pins.SetCs(high: command == 0x03);
                Send(1);
                break;
            case 0x04 or 0x05 when build.WriteThenRead is { } way:
                Await(4, lengths => WriteThenRead(way, command == 0x04, lengths[0] << 8 | lengths[1], lengths[2] << 8 | lengths[3]));
                break;
            case 0x06 when build.ExtendedCommands:
                Send(1);
                Extend();
                break;
            default:
                Send(0);
                break;
        }
    }

    /// <summary>Byte by byte: what came on MISO goes back before the next is taken.</summary>
    private void Exchange(int left) => Await(1, one =>
    {
        Send(pins.Shift(one[0]));
        if (left > 1)
        {
            Exchange(left - 1);
        }
        else
        {
            Idle();
        }
    });

    private void WriteThenRead(WriteThenRead way, bool pulsesCs, int write, int read)
    {
        bool buffered = way != Programmers.WriteThenRead.Streamed;
        bool nothing = write == 0 && read == 0 && build.WriteThenRead != Programmers.WriteThenRead.Buffered;
        if ((buffered && (write > Buffer || read > Buffer)) || nothing)
        {
            Send(0);
            Idle();
            return;
        }

        if (StopsInPage(write))
        {
            return;
        }

        if (pulsesCs)
        {
            pins.SetCs(high: false);
        }

        if (buffered)
        {
            Await(write, bytes =>
            {
                pins.ShiftAll(bytes);
                Answer(pulsesCs, read, dummy: 0xFF);
            });
        }
        else
        {
            Board.Uart.ReceiveCapacity = build.IsV4 ? int.MaxValue : BusPirateTerminal.UartFifo + SpiFifo;
            Stream(write, pulsesCs, read);
        }
    }

    /// <summary>The UART stops for good when a byte is lost (OERR, which nothing clears here).</summary>
    private void Stream(int left, bool pulsesCs, int read)
    {
        if (left == 0)
        {
            Board.Uart.ReceiveCapacity = build.IsV4 ? int.MaxValue : BusPirateTerminal.UartFifo;
            Answer(pulsesCs, read, dummy: 0x00);
            return;
        }

        int lost = Board.Uart.Lost;
        Await(1, one =>
        {
            pins.Shift(one[0]);
            if (Board.Uart.NextByteAt is not null && Board.Uart.Lost > lost)
            {
                Hang();
                return;
            }

            Stream(left - 1, pulsesCs, read);
        });
    }

    private void Answer(bool pulsesCs, int read, byte dummy)
    {
        byte[] answer = [.. Enumerable.Range(0, read).Select(_ => pins.Shift(dummy))];
        if (pulsesCs)
        {
            pins.SetCs(high: true);
        }

        if (read > 0 || build.WriteThenRead != Programmers.WriteThenRead.SilentWithoutRead)
        {
            Send(1);
        }

        Send(answer);
        Idle();
    }

    /// <summary>What follows command 06.</summary>
    private void Extend()
    {
        if (build.ExtendedCommandsHang)
        {
            Hang();
            return;
        }

        Await(1, command =>
        {
            Idle();
            switch (command[0])
            {
                case 0x00:
                    Send(1);
                    break;
                case 0x01:
                    Send(1, 0, 1);
                    break;
                case 0x02:
                    Await(8, ReadFlash);
                    break;
                default:
                    Send(0);
                    break;
            }
        });
    }

    /// <summary>Word address and number of bytes, four bytes each; neither they nor their sum may be above 0xFFFF.</summary>
    private void ReadFlash(byte[] frame)
    {
        Idle();
        uint address = (uint)(frame[0] << 24 | frame[1] << 16 | frame[2] << 8 | frame[3]);
        uint length = (uint)(frame[4] << 24 | frame[5] << 16 | frame[6] << 8 | frame[7]);
        if (address > 0xFFFF || length > 0xFFFF || address + length > 0xFFFF)
        {
            Send(0);
            return;
        }

        Send(1);
        for (uint index = 0; index < length; index++)
        {
            uint word = address + (index / 2);
            pins.Shift((byte)(index % 2 == 0 ? 0x20 : 0x28));
            pins.Shift((byte)(word >> 8));
            pins.Shift((byte)word);
            Send(pins.Shift(0));
        }
    }

    /// <summary>Hangs in the middle of this command's bytes if the board was told to.</summary>
    private bool StopsInPage(int length)
    {
        bool stops = length > 16 && ++_commands == Board.Options.StopsInPage;
        if (stops)
        {
            Await(length / 2, _ => Hang());
        }

        return stops;
    }
}
