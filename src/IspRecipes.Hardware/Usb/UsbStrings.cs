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
    /// <summary>Standard request to the device, its number, and the kind of descriptor (USB 2.0, tables 9-2, 9-4, 9-5).</summary>
    private const byte StandardIn = 0x80, GetDescriptor = 6, StringType = 3;

    private const int Longest = 255;

    /// <summary>libusb gives its own requests as long.</summary>
    private const uint Milliseconds = 1000;

    internal static UsbDeviceInfo AddTo(UsbDeviceEntry entry, UsbContextHandle context)
    {
        string folder = $"/sys/bus/usb/devices/{entry.Device.Path}";
        return OperatingSystem.IsLinux() && Directory.Exists(folder) ? FromSysfs(entry, folder, context) : Ask(entry, context);
    }

    private static UsbDeviceInfo FromSysfs(UsbDeviceEntry entry, string folder, UsbContextHandle context)
    {
        string? serial = Sysfs.Line(folder, "serial");
        bool asks = entry.Descriptor.SerialNumberIndex != 0 && UsbSerialNumber.MayBeCut(entry.Device.Id, serial);
        return entry.Device with
        {
            Manufacturer = Sysfs.Attribute(folder, "manufacturer"),
            Product = Sysfs.Attribute(folder, "product"),
            SerialNumber = asks ? Ask(entry, context).SerialNumber : UsbSerialNumber.Of(entry.Device.Id, serial),
        };
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
            ushort language = Read(handle, 0, 0) is [char first, ..] ? first : (ushort)0;
            return entry.Device with
            {
                Manufacturer = Text(entry.Descriptor.ManufacturerIndex)?.Trim(),
                Product = Text(entry.Descriptor.ProductIndex)?.Trim(),
                SerialNumber = UsbSerialNumber.Of(entry.Device.Id, Text(entry.Descriptor.SerialNumberIndex)),
            };

            // Index 0 means that the device has no such string.
            string? Text(byte index) => index == 0 ? null : Read(handle, index, language);
        }
    }

    /// <summary>
    /// A string descriptor: its length, its type, UTF-16; index 0 holds the languages instead. Asked for as it is, since
    /// libusb's own reading of it turns every character that is not ASCII into a question mark.
    /// </summary>
    private static string? Read(UsbDeviceHandle handle, byte index, ushort language)
    {
        byte* descriptor = stackalloc byte[Longest];
        int came = LibUsb.ControlTransfer(
            handle, StandardIn, GetDescriptor, (ushort)((StringType << 8) | index), language, descriptor, Longest, Milliseconds);
        return came > 2 && descriptor[1] == StringType
            ? Encoding.Unicode.GetString(descriptor + 2, (Math.Min(came, descriptor[0]) - 2) & ~1)
            : null;
    }
}
