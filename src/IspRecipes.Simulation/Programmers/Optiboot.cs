namespace IspRecipes.Simulation.Programmers;

/// <summary>
/// The bootloader an Uno has of its own, optiboot 4.4: it speaks STK500v1 too, and what is written through it replaces
/// the sketch that makes the Uno a programmer. It starts the sketch a second after the last byte.
/// </summary>
internal sealed class Optiboot(Board board, Func<Firmware> sketch, TimeSpan setup, Action written) : Firmware(board)
{
    /// <summary>Start-up time of an ATmega328P on a crystal.</summary>
    public static readonly TimeSpan StartUp = TimeSpan.FromMilliseconds(65);

    private static readonly TimeSpan ShortWatchdog = TimeSpan.FromMilliseconds(16);

    protected override TimeSpan? Patience => TimeSpan.FromSeconds(1);

    public override void Start()
    {
        OpenUart(Board.Options.BootloaderBaud ?? Board.Options.Baud, VirtualUart.HardwareFifo, 1);
        Board.Clock.Wait(StartUp);
        Idle();
    }

    /// <summary>The watchdog resets the board; what the UART held is lost.</summary>
    protected override void GiveUp()
    {
        Board.Uart.Reset();
        Board.Start(sketch());
        Board.Clock.Wait(setup);
    }

    private void Idle() => Await(1, Command);

    private void Command(byte[] command)
    {
        switch (command[0])
        {
            case Stk500v1.GetParameter:
                Await(2, frame => Reply(frame[1], Parameter(frame[0])));
                break;
            case Stk500v1.SetDevice:
                Await(21, frame => Reply(frame[^1]));
                break;
            case Stk500v1.SetDeviceExtended:
                Await(6, frame => Reply(frame[^1]));
                break;
            case Stk500v1.LoadAddress:
                Await(3, frame => Reply(frame[^1]));
                break;
            case Stk500v1.Universal:
                Await(5, frame => Reply(frame[^1], 0x00));
                break;
            case Stk500v1.ProgramPage:
                Await(3, frame => Await((frame[1] == 0 ? 256 : frame[1]) + 1, ProgramPage));
                break;
            case Stk500v1.ReadPage:
                Await(4, frame => Reply(frame[3], new byte[frame[1]]));
                break;
            case Stk500v1.ReadSignature:
                Await(1, end => Reply(end[0], 0x1E, 0x95, 0x0F));
                break;
            default:
                Await(1, end => Reply(end[0]));
                break;
        }
    }

    private static byte Parameter(byte name) => name switch
    {
        Stk500v1.SoftwareMajor => 4,
        Stk500v1.SoftwareMinor => 4,
        _ => 3,
    };

    private void ProgramPage(byte[] frame)
    {
        written();
        Reply(frame[^1]);
    }

    /// <summary>INSYNC, the bytes, OK; where EOP is missing the watchdog is left to bite.</summary>
    private void Reply(byte end, params ReadOnlySpan<byte> bytes)
    {
        if (end != Stk500v1.EndOfPacket)
        {
            Board.Clock.Wait(ShortWatchdog);
            GiveUp();
            return;
        }

        Send(Stk500v1.InSync);
        Send(bytes);
        Send(Stk500v1.Ok);
        Idle();
    }
}
