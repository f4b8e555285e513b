using IspRecipes.Devices;
using IspRecipes.Devices.Links;
using IspRecipes.Simulation.Chips;

namespace IspRecipes.Simulation.Programmers;

/// <summary>
/// A programmer on a serial port, wired to a virtual chip. It is the link itself: what is written travels at the
/// line's rate, the firmware works on its own clock, and reading waits, on the host's clock, until the answer is there.
/// </summary>
public abstract class VirtualSerialProgrammer : ISerialLink
{
    private readonly VirtualClock _clock;
    private readonly Board _board;
    private readonly VirtualUart _uart;
    private TimeSpan _lineFree;
    private bool _dtr;
    private long _written;

    /// <param name="chip">The target; its clock is the board's.</param>
    /// <param name="clock">The host's.</param>
    /// <param name="options">How it is connected, and what is wrong with it.</param>
    protected VirtualSerialProgrammer(VirtualAvr chip, VirtualClock clock, BoardOptions options)
    {
        _clock = clock;
        Options = options;
        _uart = new VirtualUart(chip.Clock);
        _board = new Board(chip, _uart, options);
    }

    public string Port => "sim";

    public bool OpeningResets => Options.OpeningResets;

    public BoardOptions Options { get; }

    public bool IsOpen { get; private set; }

    /// <summary>Bytes that came while the firmware was busy and its receive buffer was full.</summary>
    public int LostBytes => _uart.Lost;

    internal Board Board => _board;

    private bool HungUp => Options.HangsUpAfter is { } limit && _written >= limit;

    /// <summary>Opens the port, which asserts DTR; a board that nothing ran on yet gets its power now.</summary>
    /// <param name="settings">At another rate than the board's, either side reads garbage.</param>
    public void Open(SerialSettings settings)
    {
        IsOpen = true;
        _uart.HostBaud = Options.NativeUsb ? null : settings.Baud;
        _uart.Baud = Options.Baud is null ? _uart.HostBaud : _uart.Baud;
        _dtr = false;
        SetLines(dtr: true, rts: true);
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        ObjectDisposedException.ThrowIf(!IsOpen, this);
        foreach (byte value in bytes)
        {
            ThrowIfHungUp();
            _lineFree = (_lineFree > _clock.Now ? _lineFree : _clock.Now) + _uart.HostByteTime;
            _uart.Arrive(value, _lineFree);
            _written++;
        }

        Run();
    }

    public void Read(Span<byte> into, TimeSpan timeout)
    {
        ObjectDisposedException.ThrowIf(!IsOpen, this);
        TimeSpan deadline = _clock.Now + timeout;
        for (int i = 0; i < into.Length; i++)
        {
            ThrowIfHungUp();
            if (_uart.NextSentAt + Options.Latency is not { } at || at > deadline)
            {
                _clock.WaitUntil(deadline);
                throw new LinkException(FaultCode.LinkSilent, Port, i, into.Length, timeout.TotalSeconds);
            }

            _clock.WaitUntil(at);
            into[i] = _uart.TakeSent();
        }
    }

    public void DiscardInput()
    {
        while (_uart.NextSentAt + Options.Latency is { } at && at <= _clock.Now)
        {
            _uart.TakeSent();
        }
    }

    /// <summary>A falling DTR line (asserted) pulls RESET through a capacitor, where the board has one.</summary>
    public void SetLines(bool dtr, bool rts)
    {
        if (dtr && !_dtr && (OpeningResets || !_board.HasPower))
        {
            _board.Clock.WaitUntil(_clock.Now);
            _uart.Reset();
            Reset();
        }

        _dtr = dtr;
    }

    /// <summary>Takes bytes as they come from another program, and gives back all that answers them.</summary>
    /// <remarks>The host's clock jumps to the end of the answer.</remarks>
    public byte[] Receive(ReadOnlySpan<byte> bytes)
    {
        Write(bytes);
        List<byte> reply = [];
        while (_uart.NextSentAt is { } at)
        {
            _clock.WaitUntil(at + Options.Latency);
            reply.Add(_uart.TakeSent());
        }

        return [.. reply];
    }

    public void Dispose()
    {
        IsOpen = false;
        GC.SuppressFinalize(this);
    }

    /// <summary>What runs after the board's RESET.</summary>
    protected abstract void Reset();

    private void Run()
    {
        if (!Options.Silent)
        {
            _board.Run();
        }
    }

    private void ThrowIfHungUp()
    {
        if (HungUp)
        {
            throw new LinkException(FaultCode.LinkHungUp, Port);
        }
    }
}
