using System.Runtime.InteropServices;
using IspRecipes.Devices;
using IspRecipes.Devices.Links;
using IspRecipes.Hardware.Ports;
using Microsoft.Win32.SafeHandles;

namespace IspRecipes.Hardware.Windows;

/// <summary>A COM port on Win32. Windows opens a COM port for one process only.</summary>
internal sealed unsafe class WindowsSerialLink : ISerialLink
{
    // DCB flags: fBinary; fDtrControl and fRtsControl ENABLE. Without DTR a native-USB board (Leonardo, Pro Micro)
    // never answers, which is what keeps avrdude from it on Windows (avrdude #971, arduino/Arduino #1182).
    private const uint BinaryDtrRts = 0x1 | (1 << 4) | (1 << 12);
    private const uint WriteTimeout = 5000; // ms

    private readonly SafeFileHandle _handle;
    private readonly ControlBlock _found;

    private WindowsSerialLink(string port, SafeFileHandle handle, ControlBlock found, bool openingResets)
    {
        Port = port;
        OpeningResets = openingResets;
        _handle = handle;
        _found = found;
    }

    public string Port { get; }

    public bool OpeningResets { get; }

    /// <summary>Opens and sets up a port.</summary>
    /// <exception cref="LinkException">ISP4001, 4004, 4006, 4007, 4011.</exception>
    internal static WindowsSerialLink Open(string port, SerialSettings settings)
    {
        // Names from COM10 on need the prefix, the others take it.
        string name = port.StartsWith(@"\\.\", StringComparison.Ordinal) ? port : @"\\.\" + port;
        SafeFileHandle handle = Kernel32.CreateFile(name, Kernel32.ReadWrite, 0, null, Kernel32.OpenExisting, 0, 0);
        try
        {
            if (handle.IsInvalid)
            {
                throw OpenFailed(port, Marshal.GetLastPInvokeError());
            }

            ControlBlock found = SetUp(handle, port, settings.Baud);
            var link = new WindowsSerialLink(port, handle, found, OpeningReset.Expected(UsbOf(port)));
            link.SetReadTimeout(1); // else the first write has whatever time-out the port was left with, or none
            link.DiscardInput();
            return link;
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    internal static LinkException OpenFailed(string port, int error) => error switch
    {
        Kernel32.FileNotFound or Kernel32.PathNotFound or Kernel32.InvalidName => new(FaultCode.PortNotFound, port),
        Kernel32.AccessDenied or Kernel32.SharingViolation => new(FaultCode.PortBusy, port, ""),
        _ => new(FaultCode.PortUnreadable, port, Marshal.GetPInvokeErrorMessage(error)),
    };

    public void Write(ReadOnlySpan<byte> bytes)
    {
        int wanted = bytes.Length;
        while (!bytes.IsEmpty)
        {
            uint written;
            fixed (byte* from = bytes)
            {
                if (Kernel32.Write(_handle, from, (uint)bytes.Length, &written, null) == 0)
                {
                    throw HungUp();
                }
            }

            if (written == 0)
            {
                throw new LinkException(
                    FaultCode.LinkBlocked, Port, wanted - bytes.Length, wanted, WriteTimeout / 1000.0);
            }

            bytes = bytes[(int)written..];
        }
    }

    public void Read(Span<byte> into, TimeSpan timeout)
    {
        int wanted = into.Length;
        Deadline deadline = Deadline.In(timeout);
        while (!into.IsEmpty)
        {
            int milliseconds = deadline.Milliseconds;
            uint read = ReadSome(into, (uint)Math.Max(milliseconds, 1));
            into = into[(int)read..];
            if (read == 0 && milliseconds == 0)
            {
                throw new LinkException(
                    FaultCode.LinkSilent, Port, wanted - into.Length, wanted, timeout.TotalSeconds);
            }
        }
    }

    public void DiscardInput() => Demand(Kernel32.Purge(_handle, Kernel32.PurgeInput));

    public void SetLines(bool dtr, bool rts)
    {
        Demand(Kernel32.Escape(_handle, dtr ? Kernel32.SetDtr : Kernel32.ClearDtr));
        Demand(Kernel32.Escape(_handle, rts ? Kernel32.SetRts : Kernel32.ClearRts));
    }

    public void Dispose()
    {
        if (!_handle.IsClosed)
        {
            ControlBlock found = _found;
            _ = Kernel32.SetState(_handle, &found);
            _handle.Dispose();
        }
    }

    private static ControlBlock SetUp(SafeFileHandle handle, string port, int baud)
    {
        var found = new ControlBlock { Length = (uint)sizeof(ControlBlock) };
        if (Kernel32.GetState(handle, &found) == 0)
        {
            throw new LinkException(FaultCode.PortNotSerial, port, "");
        }

        ControlBlock raw = found;
        raw.BaudRate = (uint)baud;
        raw.Flags = BinaryDtrRts;
        raw.ByteSize = 8;
        raw.Parity = 0; // NOPARITY
        raw.StopBits = 0; // ONESTOPBIT
        if (baud <= 0 || Kernel32.SetState(handle, &raw) == 0)
        {
            throw new LinkException(FaultCode.BaudUnsupported, port, baud);
        }

        return found;
    }

    /// <summary>What is there, or the first that comes in time; 0 when none does.</summary>
    private uint ReadSome(Span<byte> into, uint milliseconds)
    {
        SetReadTimeout(milliseconds);
        uint read;
        uint errors;
        fixed (byte* start = into)
        {
            Demand(Kernel32.Read(_handle, start, (uint)into.Length, &read, null));
        }

        // Some drivers let a read of an unplugged adapter succeed with nothing.
        Demand(read > 0 ? 1 : Kernel32.ClearError(_handle, &errors, null));
        return read;
    }

    /// <summary>Sets the time a read may take; writes have <see cref="WriteTimeout"/> always.</summary>
    private void SetReadTimeout(uint milliseconds)
    {
        // Interval and multiplier MAXDWORD: return with the first byte, or when the constant is over.
        var timeouts = new CommTimeouts
        {
            ReadInterval = uint.MaxValue,
            ReadTotalMultiplier = uint.MaxValue,
            ReadTotalConstant = Math.Min(milliseconds, int.MaxValue),
            WriteTotalConstant = WriteTimeout,
        };
        Demand(Kernel32.SetTimeouts(_handle, &timeouts));
    }

    /// <summary>An open port refuses nothing we ask while it is plugged in.</summary>
    private void Demand(int succeeded)
    {
        if (succeeded == 0)
        {
            throw HungUp();
        }
    }

    private LinkException HungUp() => new(FaultCode.LinkHungUp, Port);

    private static UsbId? UsbOf(string port) => OperatingSystem.IsWindows()
        ? WindowsPorts.List().FirstOrDefault(info => info.Path.Equals(port, StringComparison.OrdinalIgnoreCase))?.Usb
        : null;
}
