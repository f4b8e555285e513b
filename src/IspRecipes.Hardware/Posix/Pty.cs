using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace IspRecipes.Hardware.Posix;

/// <summary>
/// A pseudo-terminal: this stream is its master, and <see cref="Device"/> is the serial port that another program
/// opens. Clients may come and go; the slave is kept open meanwhile. Linux and macOS only.
/// </summary>
public sealed unsafe class Pty : Stream
{
    private readonly SafeFileHandle _master;
    private readonly SafeFileHandle _slave;
    private readonly WakeUp _wakeUp = new();
    private int _disposed;

    private Pty(SafeFileHandle master, SafeFileHandle slave, string device, string? link) =>
        (_master, _slave, Device, Link) = (master, slave, device, link);

    /// <summary>The slave's path: <c>/dev/pts/3</c>.</summary>
    public string Device { get; }

    /// <summary>The symbolic link to it, removed at the end; null where none was asked for.</summary>
    public string? Link { get; }

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Makes one, in raw mode.</summary>
    /// <param name="link">
    /// Where a symbolic link to the device shall stand. A link that a former pty left there is replaced; anything else
    /// is not.
    /// </param>
    /// <exception cref="IOException">The system has no pty left, or the link cannot be made.</exception>
    /// <exception cref="PlatformNotSupportedException">On Windows.</exception>
    public static Pty Open(string? link = null)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new PlatformNotSupportedException("Windows has no pseudo-terminal that programs can open as a port");
        }

        SafeFileHandle? master = null;
        SafeFileHandle? slave = null;
        try
        {
            master = OpenMaster();
            string device = SlaveOf(master);
            slave = OpenSlave(device);
            if (link is not null)
            {
                MakeLink(link, device);
            }

            return new Pty(master, slave, device, link);
        }
        catch
        {
            slave?.Dispose();
            master?.Dispose();
            throw;
        }
    }

    /// <summary>Waits for what a client sends; 0 once the pty is disposed.</summary>
    public override int Read(Span<byte> buffer)
    {
        nint read = 0;
        try
        {
            while (read <= 0 && !buffer.IsEmpty && _wakeUp.WaitFor(_master, Libc.PollIn))
            {
                fixed (byte* start = buffer)
                {
                    read = Libc.Read(_master, start, (nuint)buffer.Length);
                }

                Check(read);
            }
        }
        catch (ObjectDisposedException)
        {
            return 0; // between the wait and the read
        }

        return (int)Math.Max(read, 0);
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <summary>Sends to the client; waits while its buffer is full. What the pty is disposed under is lost.</summary>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            while (!buffer.IsEmpty && _wakeUp.WaitFor(_master, Libc.PollOut))
            {
                nint written;
                fixed (byte* start = buffer)
                {
                    written = Libc.Write(_master, start, (nuint)buffer.Length);
                }

                Check(written);
                buffer = buffer[(int)Math.Max(written, 0)..];
            }
        }
        catch (ObjectDisposedException)
        {
            // Disposed between the wait and the write: nobody is left to send to.
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
        // Nothing is buffered here.
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    /// <summary>Hangs the client up, ends a read that waits in another thread, and removes the link.</summary>
    protected override void Dispose(bool disposing)
    {
        if (disposing && Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            _wakeUp.Signal();
            if (Link is not null && new FileInfo(Link).LinkTarget == Device)
            {
                File.Delete(Link);
            }

            _slave.Dispose();
            _master.Dispose();
            _wakeUp.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>Whether a path is that of a pty's slave, present or gone.</summary>
    internal static bool IsSlave(string device) =>
        device.StartsWith(OperatingSystem.IsMacOS() ? "/dev/ttys" : "/dev/pts/", StringComparison.Ordinal);

    private static SafeFileHandle OpenMaster()
    {
        bool mac = OperatingSystem.IsMacOS();
        int flags = TtyAbi.OpenReadWrite | TtyAbi.OpenNoControllingTty;
        SafeFileHandle master = Libc.OpenMaster(mac ? flags : flags | TtyAbi.OpenCloseOnExec | TtyAbi.OpenNonBlocking);
        if (master.IsInvalid || Libc.GrantSlave(master) < 0 || Libc.UnlockSlave(master) < 0)
        {
            master.Dispose();
            throw Failed("a pseudo-terminal");
        }

        // macOS takes no further flags above.
        if (mac)
        {
            _ = Libc.Ioctl(master, TtyAbi.CloseOnExec);
        }

        return master;
    }

    private static string SlaveOf(SafeFileHandle master)
    {
        byte* name = stackalloc byte[128];
        return Libc.SlaveName(master, name, 128) == 0
            ? Marshal.PtrToStringUTF8((nint)name)!
            : throw Failed("the pseudo-terminal's name");
    }

    private static SafeFileHandle OpenSlave(string device)
    {
        int flags = TtyAbi.OpenReadWrite | TtyAbi.OpenNoControllingTty | TtyAbi.OpenCloseOnExec;
        SafeFileHandle slave = Libc.Open(device, flags);
        if (slave.IsInvalid || TtyMode.Of(slave)?.SetRaw(9600) != true)
        {
            slave.Dispose();
            throw Failed(device);
        }

        return slave;
    }

    private static void MakeLink(string link, string device)
    {
        if (new FileInfo(link).LinkTarget is string target && IsSlave(target))
        {
            File.Delete(link);
        }

        File.CreateSymbolicLink(link, device);
    }

    /// <summary>A call that would have had to wait, or that a signal ended, may be made again.</summary>
    private void Check(nint result)
    {
        if (result < 0 && Errno.Last != Errno.TryAgain && Errno.Last != Errno.Interrupted)
        {
            throw Failed(Device);
        }
    }

    private static IOException Failed(string what) => new($"{what}: {Errno.Text(Errno.Last)}");
}
