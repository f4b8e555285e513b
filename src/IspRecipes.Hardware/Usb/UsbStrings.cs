using System.Text;
using IspRecipes.Devices.Links;
using IspRecipes.Hardware.Posix;

namespace IspRecipes.Hardware.Usb;

/// <summary>
/// Manufacturer, product and serial number. Linux read them when the device was plugged in and gives them to everyone;
/// elsewhere the device is asked, for which it must be openable.
/// </summary>
internal static unsafe class UsbStrings
{
    private const int Longest = 256;

    internal static UsbDeviceInfo AddTo(UsbDeviceEntry entry, UsbContextHandle context)
    {
        string folder = $"/sys/bus/usb/devices/{entry.Device.Path}";
        return OperatingSystem.IsLinux() && Directory.Exists(folder)
            ? entry.Device with
            {
                Manufacturer = Sysfs.Attribute(folder, "manufacturer"),
                Product = Sysfs.Attribute(folder, "product"),
                SerialNumber = Sysfs.Attribute(folder, "serial"),
            }
            : Ask(entry, context);
    }

    private static UsbDeviceInfo Ask(UsbDeviceEntry entry, UsbContextHandle context)
    {
        if (LibUsb.Open(entry.Pointer, out UsbDeviceHandle handle) < 0)
        {
            return entry.Device;
        }

        using (handle)
        {
            handle.BelongsTo(context);
            return entry.Device with
            {
                Manufacturer = Read(handle, entry.Descriptor.ManufacturerIndex),
                Product = Read(handle, entry.Descriptor.ProductIndex),
                SerialNumber = Read(handle, entry.Descriptor.SerialNumberIndex),
            };
        }
    }

    /// <summary>Index 0 means that the device has no such string.</summary>
    private static string? Read(UsbDeviceHandle handle, byte index)
    {
        byte* text = stackalloc byte[Longest];
        int length = index == 0 ? 0 : LibUsb.GetStringDescriptor(handle, index, text, Longest);
        return length > 0 ? Encoding.ASCII.GetString(text, length).Trim() : null;
    }
}
