using IspRecipes.Devices;
using IspRecipes.Devices.Links;

namespace IspRecipes.Hardware.Usb;

/// <summary>The USB devices of this machine. Loads libusb when it is first asked, and keeps one context.</summary>
internal sealed class UsbBus
{
    private readonly Lazy<UsbContextHandle> _context = new(OpenContext);

    /// <summary>Those wanted, hubs left out; a device that is just being unplugged may be missing.</summary>
    internal IReadOnlyList<UsbDeviceInfo> List(Predicate<UsbId> wanted)
    {
        using var devices = new UsbDeviceList(_context.Value);
        return [.. devices.Entries
            .Where(entry => wanted(entry.Device.Id))
            .Select(entry => UsbStrings.AddTo(entry, _context.Value))
            .OrderBy(device => device.Bus)
            .ThenBy(device => device.Path.Length)
            .ThenBy(device => device.Path, StringComparer.Ordinal)];
    }

    /// <summary>Opens the device at that place, if it still is the one that was there.</summary>
    internal LibUsbLink Open(UsbDeviceInfo device, UsbSettings settings)
    {
        using var devices = new UsbDeviceList(_context.Value);
        UsbDeviceEntry entry = devices.Entries
            .FirstOrDefault(entry => entry.Device.Path == device.Path && entry.Device.Id == device.Id)
            ?? throw new LinkException(FaultCode.UsbUnplugged, device.Name);
        return LibUsbLink.Open(_context.Value, entry, device, settings);
    }

    private static UsbContextHandle OpenContext()
    {
        try
        {
            UsbError error = (UsbError)LibUsb.Init(out UsbContextHandle context);
            return error == UsbError.None ? context : throw UsbFailures.Failed(error, "USB", "starting libusb");
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException or EntryPointNotFoundException)
        {
            throw UsbFailures.LibraryMissing(e);
        }
    }
}
