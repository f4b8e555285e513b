using System.Globalization;
using IspRecipes.Devices.Links;

namespace IspRecipes.Hardware.Usb;

/// <summary>A device that libusb has listed.</summary>
/// <param name="Pointer">libusb's device; lives as long as its list.</param>
/// <param name="Device">What is known without opening it; no strings.</param>
/// <param name="Descriptor">Its device descriptor.</param>
internal sealed record UsbDeviceEntry(nint Pointer, UsbDeviceInfo Device, UsbDeviceDescriptor Descriptor);

/// <summary>What is plugged in at one moment.</summary>
internal sealed unsafe class UsbDeviceList : IDisposable
{
    private const int DeepestPort = 7; // USB 3.0 spec: at most seven tiers
    private const byte HubClass = 0x09;

    private readonly nint* _devices;

    internal UsbDeviceList(UsbContextHandle context)
    {
        nint count = LibUsb.GetDeviceList(context, out _devices);
        if (count < 0)
        {
            throw UsbFailures.Failed((UsbError)count, "USB", "listing the devices");
        }

        var entries = new List<UsbDeviceEntry>();
        for (nint index = 0; index < count; index++)
        {
            if (Read(_devices[index]) is { } entry)
            {
                entries.Add(entry);
            }
        }

        Entries = entries;
    }

    internal IReadOnlyList<UsbDeviceEntry> Entries { get; }

    public void Dispose() => LibUsb.FreeDeviceList(_devices, 1);

    private static UsbDeviceEntry? Read(nint pointer)
    {
        UsbDeviceDescriptor descriptor;
        if (LibUsb.GetDeviceDescriptor(pointer, &descriptor) < 0 || descriptor.DeviceClass == HubClass)
        {
            return null;
        }

        int bus = LibUsb.GetBusNumber(pointer);
        var device = new UsbDeviceInfo(new UsbId(descriptor.Vendor, descriptor.Product), PathOf(pointer, bus))
        {
            Release = descriptor.Release,
            Bus = bus,
            Address = LibUsb.GetDeviceAddress(pointer),
        };
        return new UsbDeviceEntry(pointer, device, descriptor);
    }

    /// <summary>As Linux writes it: bus, then the ports from the root hub on, <c>1-2.3</c>.</summary>
    private static string PathOf(nint device, int bus)
    {
        byte* ports = stackalloc byte[DeepestPort];
        int count = LibUsb.GetPortNumbers(device, ports, DeepestPort);
        string[] numbers = [.. new ReadOnlySpan<byte>(ports, Math.Max(count, 0)).ToArray()
            .Select(port => port.ToString(CultureInfo.InvariantCulture))];
        return $"{bus}-{string.Join('.', numbers)}";
    }
}
