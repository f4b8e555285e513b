namespace IspRecipes.Simulation.Programmers;

/// <summary>
/// The serial port of a microcontroller: bytes take their time on the line, a full receive buffer loses what comes, a
/// full transmit buffer makes the firmware wait.
/// </summary>
internal sealed class VirtualUart(VirtualClock clock)
{
    /// <summary>What an AVR's UART holds by itself: two bytes in its FIFO and one in its shift register.</summary>
    public const int HardwareFifo = 3;

    /// <summary>What a byte takes on full-speed USB, where no UART is involved.</summary>
    private static readonly TimeSpan UsbByteTime = TimeSpan.FromMicroseconds(1);

    private readonly Queue<(byte Value, TimeSpan At)> _underway = [];
    private readonly Queue<byte> _received = [];
    private readonly Queue<(byte Value, TimeSpan At)> _sent = [];
    private TimeSpan _transmitterFree;

    /// <summary>Bits per second the host set; null on native USB.</summary>
    public int? HostBaud { get; set; }

    /// <summary>Bits per second the firmware set; null on native USB.</summary>
    public int? Baud { get; set; }

    /// <summary>10 bits at the host's rate.</summary>
    public TimeSpan HostByteTime => ByteTime(HostBaud);

    public int ReceiveCapacity { get; set; }

    public int TransmitCapacity { get; set; }

    /// <summary>Bytes that came while the receive buffer was full.</summary>
    public int Lost { get; private set; }

    /// <summary>When the firmware can take a byte; null when none has been sent to it.</summary>
    public TimeSpan? NextByteAt
    {
        get
        {
            Receive();
            return _received.Count > 0 ? clock.Now : _underway.TryPeek(out var next) ? next.At : null;
        }
    }

    /// <summary>When the host can have the next byte off the line; null when none was sent.</summary>
    public TimeSpan? NextSentAt => _sent.TryPeek(out var next) ? next.At : null;

    /// <summary>A byte from the host whose stop bit ends at <paramref name="at"/>.</summary>
    public void Arrive(byte value, TimeSpan at) => _underway.Enqueue((value, at));

    /// <summary>Waits for the next byte; there must be one.</summary>
    public byte Take()
    {
        clock.WaitUntil(NextByteAt!.Value);
        Receive();
        return OnTheLine(_received.Dequeue());
    }

    public void Send(byte value)
    {
        TimeSpan byteTime = ByteTime(Baud);
        clock.WaitUntil(_transmitterFree - (TransmitCapacity * byteTime));
        _transmitterFree = (_transmitterFree > clock.Now ? _transmitterFree : clock.Now) + byteTime;
        _sent.Enqueue((OnTheLine(value), _transmitterFree));
    }

    public byte TakeSent() => _sent.Dequeue().Value;

    /// <summary>A reset of the controller: what it held unread is gone.</summary>
    public void Reset()
    {
        Receive();
        _received.Clear();
        _transmitterFree = clock.Now;
    }

    private static TimeSpan ByteTime(int? baud) => baud is { } rate ? TimeSpan.FromSeconds(10.0 / rate) : UsbByteTime;

    /// <summary>At two different rates either side reads something else than was sent.</summary>
    private byte OnTheLine(byte value) => HostBaud == Baud ? value : (byte)((value * 0x3B) ^ 0xE6);

    private void Receive()
    {
        while (_underway.TryPeek(out var next) && next.At <= clock.Now)
        {
            _underway.Dequeue();
            if (_received.Count < ReceiveCapacity)
            {
                _received.Enqueue(next.Value);
            }
            else
            {
                Lost++;
            }
        }
    }
}
