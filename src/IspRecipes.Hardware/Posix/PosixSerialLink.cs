using IspRecipes.Devices;
using IspRecipes.Devices.Links;
using IspRecipes.Hardware.Ports;
using Microsoft.Win32.SafeHandles;

namespace IspRecipes.Hardware.Posix;

/// <summary>A serial port, or a pty, on termios.</summary>
internal sealed unsafe class PosixSerialLink : ISerialLink
{
    private readonly PortClaim _claim;
    private bool _dtrPulsed;

    private PosixSerialLink(string port, PortClaim claim, bool openingResets)
    {
        Port = port;
        OpeningResets = openingResets;
        _claim = claim;
    }

    public string Port { get; }

    /// <remarks>Set by tests alone, whose ptys have no modem lines.</remarks>
    public bool OpeningResets { get; internal set; }

    /// <summary>How long the other side may take no byte at all before a write gives up.</summary>
    internal TimeSpan WriteTimeout { get; set; } = TimeSpan.FromSeconds(5);

    private SafeFileHandle Tty => _claim.Tty;

    /// <summary>Opens, claims and sets up a port.</summary>
    /// <exception cref="LinkException">ISP4001, 4004 to 4007, 4011.</exception>
    internal static PosixSerialLink Open(string port, SerialSettings settings)
    {
        PortClaim claim = PortClaim.Take(port);
        try
        {
            // Speed 0 would mean hang up.
            if (settings.Baud <= 0 || !claim.Mode.SetRaw(settings.Baud))
            {
                claim.Mode.Restore(keepDtr: false);
                throw new LinkException(FaultCode.BaudUnsupported, port, settings.Baud);
            }

            bool openingResets = HasModemLines(claim.Tty) && OpeningReset.Expected(UsbOf(claim.Device));
            var link = new PosixSerialLink(port, claim, openingResets);

            // Opening raised both already, unless the speed was 0; a native-USB sketch sends nothing without DTR.
            link.SetLines(dtr: true, rts: true);
            link.DiscardInput();
            return link;
        }
        catch
        {
            claim.Dispose();
            throw;
        }
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        int wanted = bytes.Length;
        Deadline deadline = Deadline.In(WriteTimeout);
        while (!bytes.IsEmpty)
        {
            nint written;
            fixed (byte* from = bytes)
            {
                written = Libc.Write(Tty, from, (nuint)bytes.Length);
            }

            if (written > 0)
            {
                bytes = bytes[(int)written..];
                deadline = Deadline.In(WriteTimeout);
            }
            else if (!MayRetry(Libc.PollOut, deadline))
            {
                // Else close() would wait for the driver to send it after all, up to 30 s.
                _ = Libc.Flush(Tty, TtyAbi.FlushOutput);
                throw new LinkException(
                    FaultCode.LinkBlocked, Port, wanted - bytes.Length, wanted, WriteTimeout.TotalSeconds);
            }
        }
    }

    public void Read(Span<byte> into, TimeSpan timeout)
    {
        int wanted = into.Length;
        Deadline deadline = Deadline.In(timeout);
        while (!into.IsEmpty)
        {
            nint read;
            fixed (byte* start = into)
            {
                read = Libc.Read(Tty, start, (nuint)into.Length);
            }

            if (read > 0)
            {
                into = into[(int)read..];
            }
            else if (read == 0)
            {
                throw HungUp();
            }
            else if (!MayRetry(Libc.PollIn, deadline))
            {
                throw new LinkException(
                    FaultCode.LinkSilent, Port, wanted - into.Length, wanted, timeout.TotalSeconds);
            }
        }
    }

    public void DiscardInput()
    {
        if (Libc.Flush(Tty, TtyAbi.FlushInput) < 0 && Errno.IsHangUp(Errno.Last))
        {
            throw HungUp();
        }
    }

    public void SetLines(bool dtr, bool rts)
    {
        _dtrPulsed |= !dtr;
        int high = (dtr ? TtyAbi.LineDtr : 0) | (rts ? TtyAbi.LineRts : 0);
        int low = (TtyAbi.LineDtr | TtyAbi.LineRts) & ~high;
        ChangeLines(TtyAbi.RaiseLines, high);
        ChangeLines(TtyAbi.LowerLines, low);
    }

    /// <summary>
    /// Gives the port back as it was found, but for one thing: on a board that opening resets, DTR stays up (HUPCL
    /// off), so that the next opening does not reset an Arduino that serves as the programmer. Whoever pulsed DTR
    /// wants the reset and gets HUPCL back too. See docs/adr/0001-own-serial-ports.md.
    /// </summary>
    public void Dispose()
    {
        if (!Tty.IsClosed)
        {
            _claim.Mode.Restore(keepDtr: OpeningResets && !_dtrPulsed);
            _claim.Dispose();
        }
    }

    private static bool HasModemLines(SafeFileHandle tty)
    {
        int lines;
        return Libc.Ioctl(tty, TtyAbi.GetLines, &lines) >= 0;
    }

    private void ChangeLines(nuint request, int lines)
    {
        // A pty and some adapters have no lines: ENOTTY or EINVAL.
        if (lines != 0 && Libc.Ioctl(Tty, request, &lines) < 0 && Errno.IsHangUp(Errno.Last))
        {
            throw HungUp();
        }
    }

    /// <summary>After a call that moved no byte: waits until it is worth another try; false when time is up.</summary>
    private bool MayRetry(short events, Deadline deadline)
    {
        int errno = Errno.Last;
        if (errno == Errno.Interrupted)
        {
            return true;
        }

        var entry = new PollEntry((int)Tty.DangerousGetHandle(), events);
        int ready = errno == Errno.TryAgain ? Libc.PollUntil(deadline, new Span<PollEntry>(ref entry)) : -1;
        if (ready < 0 || (ready > 0 && (entry.Happened & events) == 0))
        {
            throw HungUp(); // POLLHUP, POLLERR or POLLNVAL alone
        }

        return ready > 0;
    }

    private static UsbId? UsbOf(string device) =>
        OperatingSystem.IsLinux() ? new LinuxPorts().Find(Path.GetFileName(device))?.Usb : null;

    private LinkException HungUp() => new(FaultCode.LinkHungUp, Port);
}
