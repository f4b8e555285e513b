using IspRecipes.Devices;
using IspRecipes.Devices.Links;
using IspRecipes.Hardware.Ports;
using IspRecipes.Hardware.Posix;
using IspRecipes.Hardware.Usb;
using IspRecipes.Hardware.Windows;

namespace IspRecipes.Hardware;

/// <summary>This machine: its serial ports, its USB devices, its network, its clock.</summary>
public sealed class HardwareBench : IBench
{
    private readonly UsbBus _usb = new();

    public IClock Clock { get; } = new SystemClock();

    public IReadOnlyList<PortInfo> List() => SerialPorts.List();

    public ISerialLink OpenSerial(string port, SerialSettings settings)
    {
        if (NetAddress.IsMeant(port))
        {
            NetAddress address = NetAddress.Parse(port, out Fault? fault) ?? throw new LinkException(fault!);
            return TcpSerialLink.Connect(port, address);
        }

        return OperatingSystem.IsWindows()
            ? WindowsSerialLink.Open(port, settings)
            : PosixSerialLink.Open(port, settings);
    }

    public IReadOnlyList<UsbDeviceInfo> ListUsb(Predicate<UsbId> wanted) => _usb.List(wanted);

    public IUsbLink OpenUsb(UsbDeviceInfo device, UsbSettings settings) => _usb.Open(device, settings);
}
