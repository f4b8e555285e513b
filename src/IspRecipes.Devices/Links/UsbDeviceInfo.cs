namespace IspRecipes.Devices.Links;

/// <summary>A USB device that is plugged in.</summary>
/// <param name="Id">Vendor and product id.</param>
/// <param name="Path">Bus and port numbers, <c>1-2.3</c>: stays while it is plugged in there.</param>
public sealed record UsbDeviceInfo(UsbId Id, string Path)
{
    /// <summary>bcdDevice, the maker's own release number: 0x0104 is 1.04.</summary>
    public ushort Release { get; init; }

    /// <summary>As the device reports it; null where it has none or cannot be asked, like the other strings.</summary>
    public string? Manufacturer { get; init; }

    public string? Product { get; init; }

    public string? SerialNumber { get; init; }

    public int Bus { get; init; }

    /// <summary>Its number on the bus; another one each time it is plugged in.</summary>
    public int Address { get; init; }

    /// <summary>For people, and for <c>--port</c> after <c>usb:path=</c>: <c>16C0:05DC at 1-2.3</c>.</summary>
    public string Name => $"{Id} at {Path}";
}
