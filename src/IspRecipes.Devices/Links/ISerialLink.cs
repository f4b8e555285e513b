namespace IspRecipes.Devices.Links;

/// <summary>An open serial line, real or simulated. One question, one answer, one owner.</summary>
public interface ISerialLink : IDisposable
{
    /// <summary>The port as the user named it.</summary>
    string Port { get; }

    /// <summary>
    /// True when opening the port may have reset the board behind it (DTR pulse on a USB-to-UART adapter): the board
    /// may be silent for up to 5 s. False without modem lines (a pty, TCP) and on native USB.
    /// </summary>
    bool OpeningResets { get; }

    /// <summary>Sends all bytes.</summary>
    /// <exception cref="LinkException">
    /// Hung up (ISP4010), or the other end took no byte for 5 s (ISP4013: port, bytes sent, bytes wanted, seconds).
    /// </exception>
    void Write(ReadOnlySpan<byte> bytes);

    /// <summary>Fills <paramref name="into"/> completely.</summary>
    /// <param name="into">Where the bytes go.</param>
    /// <param name="timeout">For the whole of it, from now.</param>
    /// <exception cref="LinkException">Silent (ISP4009: port, bytes read, bytes wanted, seconds) or hung up (ISP4010).</exception>
    void Read(Span<byte> into, TimeSpan timeout);

    /// <summary>Forgets everything received and not yet read.</summary>
    void DiscardInput();

    /// <summary>Sets the modem lines; without effect where the line has none.</summary>
    void SetLines(bool dtr, bool rts);
}

/// <summary>How a serial port is opened: 8 data bits, no parity, one stop bit, no flow control.</summary>
/// <param name="Baud">Bits per second.</param>
public sealed record SerialSettings(int Baud);
