namespace IspRecipes.Devices.Links;

/// <summary>Where devices are plugged in, real or simulated.</summary>
public interface IBench
{
    IClock Clock { get; }

    /// <summary>The ports present now; opens none of them.</summary>
    IReadOnlyList<PortInfo> List();

    /// <summary>Opens and locks a port.</summary>
    /// <param name="port">A device path, a COM name or <c>net:HOST:PORT</c>, as the port selection chose it.</param>
    /// <param name="settings">Line settings.</param>
    /// <exception cref="LinkException">ISP4001, 4004 to 4007, 4011, 4012.</exception>
    ISerialLink OpenSerial(string port, SerialSettings settings);

    /// <summary>The USB devices present now.</summary>
    /// <param name="wanted">Which to list. Only of these are strings read, for which a device may have to be asked.</param>
    /// <exception cref="LinkException">ISP4014 where libusb is missing, ISP4024.</exception>
    IReadOnlyList<UsbDeviceInfo> ListUsb(Predicate<UsbId> wanted);

    /// <summary>Opens a USB device and claims an interface of it.</summary>
    /// <param name="device">One of those listed.</param>
    /// <param name="settings">Configuration and interface.</param>
    /// <exception cref="LinkException">ISP4014 to 4018, 4024.</exception>
    IUsbLink OpenUsb(UsbDeviceInfo device, UsbSettings settings);
}

/// <summary>Time as the devices see it; on a simulated bench it jumps.</summary>
public interface IClock
{
    /// <summary>Time since an arbitrary start; never goes back.</summary>
    TimeSpan Now { get; }

    void Wait(TimeSpan time);
}

/// <summary>A USB vendor and product id.</summary>
public readonly record struct UsbId(ushort Vendor, ushort Product)
{
    public override string ToString() => $"{Vendor:X4}:{Product:X4}";
}

/// <summary>A serial port that is plugged in.</summary>
/// <param name="Path">What to open: <c>/dev/ttyACM0</c>, <c>COM3</c>.</param>
/// <param name="Usb">Ids of the USB device behind it; null for a port that is not on USB.</param>
/// <param name="SerialNumber">As the device reports it.</param>
/// <param name="UsbPath">Bus and port numbers, <c>1-2.3</c>.</param>
/// <param name="ById">The stable link in /dev/serial/by-id.</param>
/// <param name="Product">Product string.</param>
public sealed record PortInfo(
    string Path,
    UsbId? Usb = null,
    string? SerialNumber = null,
    string? UsbPath = null,
    string? ById = null,
    string? Product = null);
