using IspRecipes.Devices;
using Microsoft.Win32.SafeHandles;

namespace IspRecipes.Hardware.Posix;

/// <summary>
/// A tty opened for us alone. flock keeps out whoever asks it, TIOCEXCL every later open by anyone but root.
/// </summary>
internal sealed unsafe class PortClaim : IDisposable
{
    private PortClaim(SafeFileHandle tty, TtyMode mode, string device) => (Tty, Mode, Device) = (tty, mode, device);

    internal SafeFileHandle Tty { get; }

    internal TtyMode Mode { get; }

    /// <summary>The device's own path, links resolved.</summary>
    internal string Device { get; }

    /// <summary>Opens and claims.</summary>
    /// <param name="port">As the user named it.</param>
    /// <exception cref="LinkException">ISP4001, 4004 to 4007.</exception>
    internal static PortClaim Take(string port)
    {
        string device = Libc.RealPath(port);
        SafeFileHandle tty = Libc.Open(
            device,
            TtyAbi.OpenReadWrite | TtyAbi.OpenNoControllingTty | TtyAbi.OpenNonBlocking | TtyAbi.OpenCloseOnExec);
        try
        {
            if (tty.IsInvalid)
            {
                throw OpenFailed(port, device, Errno.Last);
            }

            TtyMode mode = TtyMode.Of(tty) ?? throw NotATty(port, device, Errno.Last);
            Lock(tty, port, device);
            return new PortClaim(tty, mode, device);
        }
        catch
        {
            tty.Dispose();
            throw;
        }
    }

    /// <summary>What a failed open means for the user.</summary>
    internal static LinkException OpenFailed(string port, string device, int errno) => errno switch
    {
        Errno.Busy => Busy(port, device),
        Errno.AccessDenied or Errno.NotPermitted =>
            new(FaultCode.PortNoPermission, port, FileStatus.Of(device)?.GroupThatMayOpen() ?? ""),
        Errno.IsFolder => new(FaultCode.PortNotSerial, port, "a directory"),
        Errno.NoSuchAddress when FileStatus.Of(device) is { IsDevice: false } status =>
            new(FaultCode.PortNotSerial, port, status.Kind),
        Errno.NoEntry or Errno.NotFolder or Errno.NoSuchAddress or Errno.NoDevice => new(FaultCode.PortNotFound, port),
        _ => new(FaultCode.PortUnreadable, port, Errno.Text(errno)),
    };

    // A UART the kernel has a name but no hardware for (ttyS4) opens, and then answers EIO.
    private static LinkException NotATty(string port, string device, int errno) => errno switch
    {
        Errno.InputOutput => new(FaultCode.PortUnreadable, port, Errno.Text(errno)),
        _ => new(FaultCode.PortNotSerial, port, FileStatus.Of(device)?.Kind ?? ""),
    };

    private static LinkException Busy(string port, string device) =>
        new(FaultCode.PortBusy, port, PortHolder.Find(device) ?? "");

    private static void Lock(SafeFileHandle tty, string port, string device)
    {
        if (Libc.Flock(tty, Libc.LockExclusive | Libc.LockNonBlocking) < 0)
        {
            throw Errno.Last == Errno.TryAgain
                ? Busy(port, device)
                : new LinkException(FaultCode.PortUnreadable, port, Errno.Text(Errno.Last));
        }

        // Not even beside a program that locks nothing (avrdude, a terminal): it would take half of the answers.
        if (IsExclusive(tty) || (!Pty.IsSlave(device) && PortHolder.Find(device) is not null))
        {
            throw Busy(port, device);
        }

        // The program at a pty's other end may keep the device open, and TIOCEXCL would then outlive a client that is
        // killed. flock does not.
        if (!Pty.IsSlave(device))
        {
            _ = Libc.Ioctl(tty, TtyAbi.SetExclusive);
        }
    }

    /// <summary>Root's open passes TIOCEXCL; so ask whether somebody set it.</summary>
    private static bool IsExclusive(SafeFileHandle tty)
    {
        int exclusive = 0;
        return OperatingSystem.IsLinux() && Libc.Ioctl(tty, TtyAbi.GetExclusive, &exclusive) >= 0 && exclusive != 0;
    }

    public void Dispose()
    {
        if (!Tty.IsClosed)
        {
            if (!Pty.IsSlave(Device))
            {
                _ = Libc.Ioctl(Tty, TtyAbi.ClearExclusive);
            }

            _ = Libc.Flock(Tty, Libc.LockRelease);
            Tty.Dispose();
        }
    }
}
