using IspRecipes.Devices;
using IspRecipes.Devices.Catalog;
using IspRecipes.Devices.Links;
using IspRecipes.Hardware.Posix;

namespace IspRecipes.Hardware.Usb;

/// <summary>libusb's errors as faults that say what to do.</summary>
internal static class UsbFailures
{
    internal static LinkException LibraryMissing(Exception inner) =>
        new(new Fault(FaultCode.UsbLibraryMissing, HowToInstall()), inner);

    /// <summary>A device that cannot be opened, configured or claimed.</summary>
    internal static LinkException NotOpened(UsbError error, UsbDeviceInfo device, string action) => error switch
    {
        UsbError.Access when OperatingSystem.IsLinux() =>
            new LinkException(FaultCode.UsbNoPermission, device.Name, UdevRules.ForUsb(device.Id)),
        UsbError.Access or UsbError.Busy => new LinkException(FaultCode.UsbBusy, device.Name, Owner(device) ?? ""),
        UsbError.NotSupported => new LinkException(FaultCode.UsbDriverUnfit, device.Name),
        UsbError.NotFound when OperatingSystem.IsWindows() => new LinkException(FaultCode.UsbDriverUnfit, device.Name),
        UsbError.NoDevice => new LinkException(FaultCode.UsbUnplugged, device.Name),
        _ => Failed(error, device.Name, action),
    };

    /// <summary>A transfer that did not end well.</summary>
    internal static LinkException InTransfer(
        UsbError error, UsbDeviceInfo device, string transfer, int moved, int wanted, TimeSpan timeout) => error switch
        {
            UsbError.Timeout =>
                new LinkException(FaultCode.UsbTimeout, device.Name, transfer, moved, wanted, timeout.TotalSeconds),
            UsbError.Pipe => new LinkException(FaultCode.UsbStall, device.Name, transfer),
            UsbError.NoDevice => new LinkException(FaultCode.UsbUnplugged, device.Name),
            _ => Failed(error, device.Name, transfer),
        };

    internal static LinkException Failed(UsbError error, string device, string action) =>
        new(FaultCode.UsbFailed, device, action, Reason(error));

    /// <summary>The file that is open in whatever process has the device in use.</summary>
    internal static string NodeOf(UsbDeviceInfo device) => $"/dev/bus/usb/{device.Bus:000}/{device.Address:000}";

    private static string? Owner(UsbDeviceInfo device) =>
        OperatingSystem.IsLinux() ? PortHolder.Find(NodeOf(device)) : null;

    private static string HowToInstall()
    {
        if (OperatingSystem.IsWindows())
        {
            return "put libusb-1.0.dll from https://libusb.info beside isprecipe.exe";
        }

        return OperatingSystem.IsMacOS()
            ? "brew install libusb"
            : "apt install libusb-1.0-0 (Debian, Ubuntu), dnf install libusb1 (Fedora), pacman -S libusb (Arch)";
    }

    private static string Reason(UsbError error) => error switch
    {
        UsbError.InputOutput => "an error on the bus",
        UsbError.Overflow => "the device sent more than was asked for",
        UsbError.NotFound => "the device has no such configuration, interface or endpoint",
        UsbError.NotSupported => "the operating system cannot do it",
        UsbError.NoMemory => "the operating system has no memory for it",
        UsbError.Interrupted => "it was interrupted",
        _ => $"libusb error {(int)error}",
    };
}
