namespace IspRecipes.Simulation.Programmers;

/// <summary>
/// A program on a programmer's board. It waits for a number of bytes, acts on them, and says how many it waits for
/// next; what it does meanwhile takes time on the board's clock.
/// </summary>
internal abstract class Firmware(Board board)
{
    private byte[] _frame = [];
    private int _filled;
    private Action<byte[]> _then = _ => { };
    private TimeSpan _waitingSince;

    protected Board Board { get; } = board;

    /// <summary>True once the program waits for something that never comes; only a reset ends that.</summary>
    public bool Hangs { get; private set; }

    /// <summary>How long the program waits for a byte before it gives up; null for ever.</summary>
    protected virtual TimeSpan? Patience => null;

    /// <summary>From reset to the first byte it waits for.</summary>
    public abstract void Start();

    /// <summary>Goes as far as the bytes sent so far allow.</summary>
    public void Run()
    {
        while (!Hangs && Board.Uart.NextByteAt is { } at && Board.Runs(this))
        {
            if (Patience is { } patience && at - _waitingSince > patience)
            {
                Board.Clock.WaitUntil(_waitingSince + patience);
                GiveUp();
                continue;
            }

            _frame[_filled++] = Board.Uart.Take();
            _waitingSince = Board.Clock.Now;
            if (_filled == _frame.Length)
            {
                _then(_frame);
            }
        }
    }

    /// <summary>What happens when <see cref="Patience"/> ends.</summary>
    protected virtual void GiveUp()
    {
    }

    protected void Await(int count, Action<byte[]> then)
    {
        _frame = new byte[count];
        _filled = 0;
        _then = then;
        _waitingSince = Board.Clock.Now;
        if (count == 0)
        {
            then(_frame);
        }
    }

    protected void Send(params ReadOnlySpan<byte> bytes)
    {
        foreach (byte value in bytes)
        {
            Board.Uart.Send(value);
        }
    }

    protected void Hang() => Hangs = true;

    /// <summary>Sets up the UART: its rate, and how many bytes wait in either direction.</summary>
    protected void OpenUart(int? baud, int receive, int transmit)
    {
        Board.Uart.Baud = Board.Options.NativeUsb ? null : baud ?? Board.Uart.HostBaud;
        Board.Uart.ReceiveCapacity = Board.Options.NativeUsb ? int.MaxValue : receive;
        Board.Uart.TransmitCapacity = transmit;
    }
}
