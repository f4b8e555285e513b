namespace IspRecipes.Simulation.Programmers;

/// <summary>
/// The bootloader an Uno has of its own, optiboot 4.4: it speaks STK500v1 too, and what is written through it replaces
/// the sketch that makes the Uno a programmer. It starts the sketch a second after the last byte.
/// </summary>
internal sealed class Optiboot : Stk500Firmware
{
    private readonly Func<Firmware> _sketch;
    private readonly TimeSpan _setup;
    private readonly Action _written;

    /// <summary>Start-up time of an ATmega328P on a crystal.</summary>
    public static readonly TimeSpan StartUp = TimeSpan.FromMilliseconds(65);

    private static readonly TimeSpan ShortWatchdog = TimeSpan.FromMilliseconds(16);

    /// <param name="board">The board.</param>
    /// <param name="sketch">What it starts.</param>
    /// <param name="setup">How long that takes to its first command.</param>
    /// <param name="written">Called for each page it is told to write.</param>
    public Optiboot(Board board, Func<Firmware> sketch, TimeSpan setup, Action written)
        : base(board)
    {
        (_sketch, _setup, _written) = (sketch, setup, written);
        Requests = new Dictionary<byte, Request>
        {
            [Stk500v1.GetParameter] = new(2, frame => Reply(frame[1], Parameter(frame[0]))),
            [Stk500v1.SetDevice] = new(21, Acknowledge),
            [Stk500v1.SetDeviceExtended] = new(6, Acknowledge),
            [Stk500v1.LoadAddress] = new(3, Acknowledge),
            [Stk500v1.Universal] = new(5, frame => Reply(frame[^1], 0x00)),
            [Stk500v1.ProgramPage] = new(3, header => Await((header[1] == 0 ? 256 : header[1]) + 1, ProgramPage)),
            [Stk500v1.ReadPage] = new(4, frame => Reply(frame[3], new byte[frame[1]])),
            [Stk500v1.ReadSignature] = new(1, end => Reply(end[0], 0x1E, 0x95, 0x0F)),
        };
    }

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
        Board.Start(_sketch());
        Board.Clock.Wait(_setup);
    }

    protected override IReadOnlyDictionary<byte, Request> Requests { get; }

    /// <summary>The watchdog is left to bite.</summary>
    protected override void RefuseFrame()
    {
        Board.Clock.Wait(ShortWatchdog);
        GiveUp();
    }

    /// <summary>Any other command is fine with it.</summary>
    protected override void RefuseCommand() => Await(1, Acknowledge);

    private static byte Parameter(byte name) => name switch
    {
        Stk500v1.SoftwareMajor => 4,
        Stk500v1.SoftwareMinor => 4,
        _ => 3,
    };

    private void ProgramPage(byte[] frame)
    {
        _written();
        Acknowledge(frame);
    }
}
