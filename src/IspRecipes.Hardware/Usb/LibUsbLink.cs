using IspRecipes.Devices;
using IspRecipes.Devices.Links;

namespace IspRecipes.Hardware.Usb;

/// <summary>A USB device opened through libusb, one interface claimed.</summary>
internal sealed unsafe class LibUsbLink : IUsbLink
{
    private const byte EndpointIn = 0x80;

    private readonly UsbContextHandle _context;
    private readonly UsbDeviceHandle _handle;
    private readonly int _interface;

    private LibUsbLink(UsbContextHandle context, UsbDeviceHandle handle, UsbDeviceInfo device, int number) =>
        (_context, _handle, Device, _interface) = (context, handle, device, number);

    public UsbDeviceInfo Device { get; }

    /// <summary>Configures the device, takes the interface from the kernel's driver, and claims it.</summary>
    internal static LibUsbLink Open(
        UsbContextHandle context, UsbDeviceEntry entry, UsbDeviceInfo device, UsbSettings settings)
    {
        UsbError error = (UsbError)LibUsb.Open(entry.Pointer, out UsbDeviceHandle handle);
        if (error != UsbError.None)
        {
            throw UsbFailures.NotOpened(error, entry.Device, "opening it");
        }

        handle.BelongsTo(context);
        try
        {
            Configure(handle, entry.Device, settings);
            return new LibUsbLink(context, handle, device, settings.Interface);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    public int ControlIn(UsbSetup setup, Span<byte> into, TimeSpan timeout)
    {
        fixed (byte* data = into)
        {
            return Control(setup, data, into.Length, timeout);
        }
    }

    public void ControlOut(UsbSetup setup, ReadOnlySpan<byte> data, TimeSpan timeout)
    {
        int moved;
        fixed (byte* bytes = data)
        {
            moved = Control(setup, bytes, data.Length, timeout);
        }

        ThrowIfShort(setup.ToString(), moved, data.Length);
    }

    public int BulkIn(byte endpoint, Span<byte> into, TimeSpan timeout)
    {
        fixed (byte* data = into)
        {
            return Bulk(endpoint, data, into.Length, timeout);
        }
    }

    public void BulkOut(byte endpoint, ReadOnlySpan<byte> data, TimeSpan timeout)
    {
        int moved;
        fixed (byte* bytes = data)
        {
            moved = Bulk(endpoint, bytes, data.Length, timeout);
        }

        ThrowIfShort(BulkName(endpoint), moved, data.Length);
    }

    public void ControlInQueued(ReadOnlySpan<UsbSetup> setups, Span<byte> into, TimeSpan timeout)
    {
        using var queue = new UsbControlQueue(_context, _handle, setups, into, Milliseconds(timeout));
        for (int index = 0; index < setups.Length; index++)
        {
            (UsbError error, int moved) = queue.Next();
            string transfer = setups[index].ToString();
            if (error != UsbError.None)
            {
                throw Failure(error, transfer, moved, queue.Each, timeout);
            }

            ThrowIfShort(transfer, moved, queue.Each);
        }
    }

    /// <summary>One that came back as another device cannot be used through this handle; Windows cannot reset any.</summary>
    public void Reset()
    {
        UsbError error = (UsbError)LibUsb.ResetDevice(_handle);
        if (error is UsbError.NotFound or UsbError.NoDevice)
        {
            throw new LinkException(FaultCode.UsbUnplugged, Device.Name);
        }
    }

    /// <summary>Gives the interface back; the kernel's driver returns to it.</summary>
    public void Dispose()
    {
        if (!_handle.IsClosed)
        {
            LibUsb.ReleaseInterface(_handle, _interface);
            _handle.Dispose();
        }
    }

    /// <summary>A configuration is set only where another one is: setting it resets the device.</summary>
    private static void Configure(UsbDeviceHandle handle, UsbDeviceInfo device, UsbSettings settings)
    {
        ThrowIfNotOpened(LibUsb.GetConfiguration(handle, out int configuration), "asking for its configuration");
        if (configuration != settings.Configuration)
        {
            ThrowIfNotOpened(
                LibUsb.SetConfiguration(handle, settings.Configuration), $"setting configuration {settings.Configuration}");
        }

        LibUsb.SetAutoDetachKernelDriver(handle, 1); // not supported outside Linux and macOS: nothing to detach there
        ThrowIfNotOpened(
            LibUsb.ClaimInterface(handle, settings.Interface), $"claiming interface {settings.Interface}");

        void ThrowIfNotOpened(int result, string action)
        {
            if (result < 0)
            {
                throw UsbFailures.NotOpened((UsbError)result, device, action);
            }
        }
    }

    private int Control(UsbSetup setup, byte* data, int length, TimeSpan timeout)
    {
        int result = LibUsb.ControlTransfer(
            _handle, setup.RequestType, setup.Request, setup.Value, setup.Index,
            data, checked((ushort)length), Milliseconds(timeout));
        return result >= 0 ? result : throw Failure((UsbError)result, setup.ToString(), 0, length, timeout);
    }

    private int Bulk(byte endpoint, byte* data, int length, TimeSpan timeout)
    {
        UsbError error = (UsbError)LibUsb.BulkTransfer(
            _handle, endpoint, data, length, out int moved, Milliseconds(timeout));
        return error == UsbError.None ? moved : throw Failure(error, BulkName(endpoint), moved, length, timeout);
    }

    /// <summary>A cable pulled in mid-transfer is an error on the bus at first; whether the device is there tells.</summary>
    private LinkException Failure(UsbError error, string transfer, int moved, int wanted, TimeSpan timeout)
    {
        UsbError seen = error == UsbError.InputOutput && !IsThere() ? UsbError.NoDevice : error;
        return UsbFailures.InTransfer(seen, Device, transfer, moved, wanted, timeout);
    }

    private bool IsThere()
    {
        using var devices = new UsbDeviceList(_context);
        return devices.Entries.Any(entry =>
            entry.Device.Path == Device.Path && entry.Device.Address == Device.Address);
    }

    private void ThrowIfShort(string transfer, int moved, int wanted)
    {
        if (moved < wanted)
        {
            throw new LinkException(FaultCode.UsbShort, Device.Name, transfer, moved, wanted);
        }
    }

    private static string BulkName(byte endpoint) => $"bulk {((endpoint & EndpointIn) != 0 ? "IN" : "OUT")} {endpoint:X2}";

    /// <summary>libusb takes 0 for "for ever".</summary>
    private static uint Milliseconds(TimeSpan timeout) => (uint)Math.Clamp(timeout.TotalMilliseconds, 1, int.MaxValue);
}
