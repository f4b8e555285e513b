using System.Buffers.Binary;
using System.Text;
using IspRecipes.Devices.Links;

namespace IspRecipes.Testing.Usb;

/// <summary>What a virtual device says of itself beside ids and strings; by default a low-speed V-USB device.</summary>
/// <param name="DeviceClass">0xFF: the vendor's own.</param>
/// <param name="FullSpeed">12 Mbit/s instead of 1.5.</param>
/// <param name="Endpoints">Addresses of its bulk endpoints.</param>
public sealed record UsbShape(byte DeviceClass = 0xFF, bool FullSpeed = false, params byte[] Endpoints)
{
    /// <summary>480 Mbit/s, and packets of 512 bytes instead of 64.</summary>
    public bool HighSpeed { get; init; }

    /// <summary>As Linux writes it in /sys: Mbit/s.</summary>
    internal string Speed => HighSpeed ? "480" : FullSpeed ? "12" : "1.5";

    /// <summary>As USBDEVFS_GET_SPEED tells it (linux/usb/ch9.h, usb_device_speed).</summary>
    internal int SpeedNumber => HighSpeed ? 3 : FullSpeed ? 2 : 1;
}

/// <summary>The descriptors of a device with one configuration and one interface (USB 2.0, chapter 9.6).</summary>
public sealed class UsbDescriptors
{
    private const byte DeviceType = 1, ConfigurationType = 2, StringType = 3, InterfaceType = 4, EndpointType = 5;
    private const byte GetStatus = 0, GetDescriptor = 6, GetConfiguration = 8;
    private const ushort English = 0x0409;

    private static readonly byte[] Release = [0x10, 0x01], HighSpeedRelease = [0x00, 0x02]; // bcdUSB

    private readonly List<string> _strings = [];

    public UsbDescriptors(UsbDeviceInfo device, UsbShape shape)
    {
        Shape = shape;
        Device = DeviceDescriptor(device, shape);
        Configuration = ConfigurationDescriptor(shape);
    }

    public UsbShape Shape { get; }

    /// <summary>18 bytes.</summary>
    public byte[] Device { get; }

    /// <summary>With interface and endpoints.</summary>
    public byte[] Configuration { get; }

    /// <summary>The answer to a standard request from the device; null for one it does not know, a stall.</summary>
    public byte[]? Answer(UsbSetup setup) => setup.Request switch
    {
        GetDescriptor => (setup.Value >> 8) switch
        {
            DeviceType => Device,
            ConfigurationType => Configuration,
            StringType => StringDescriptor(setup.Value & 0xFF),
            _ => null,
        },
        GetConfiguration => [1],
        GetStatus => [0, 0],
        _ => null,
    };

    private byte[] DeviceDescriptor(UsbDeviceInfo device, UsbShape shape)
    {
        byte[] bytes =
        [
            18, DeviceType, .. shape.HighSpeed ? HighSpeedRelease : Release, shape.DeviceClass, 0, 0, 8, 0, 0, 0, 0, 0, 0,
            Index(device.Manufacturer), Index(device.Product), Index(device.SerialNumber), 1,
        ];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(8), device.Id.Vendor);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(10), device.Id.Product);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(12), device.Release);
        return bytes;
    }

    private static byte[] ConfigurationDescriptor(UsbShape shape)
    {
        int packet = shape.HighSpeed ? 512 : 64;
        byte[] endpoints = [.. shape.Endpoints.SelectMany(address => new byte[] { 7, EndpointType, address, 2, (byte)packet, (byte)(packet >> 8), 0 })];
        byte total = (byte)(18 + endpoints.Length);
        return
        [
            9, ConfigurationType, total, 0, 1, 1, 0, 0x80, 50,
            9, InterfaceType, 0, 0, (byte)shape.Endpoints.Length, shape.DeviceClass, 0, 0, 0,
            .. endpoints,
        ];
    }

    private byte Index(string? text)
    {
        if (text is null)
        {
            return 0;
        }

        _strings.Add(text);
        return (byte)_strings.Count;
    }

    private byte[]? StringDescriptor(int index)
    {
        byte[] content = index == 0 ? [English & 0xFF, English >> 8]
            : index <= _strings.Count ? Encoding.Unicode.GetBytes(_strings[index - 1])
            : [];
        return content.Length == 0 ? null : [(byte)(content.Length + 2), StringType, .. content];
    }
}
