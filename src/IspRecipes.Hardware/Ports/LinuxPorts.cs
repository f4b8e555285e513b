using System.Globalization;
using IspRecipes.Devices.Links;
using IspRecipes.Hardware.Posix;

namespace IspRecipes.Hardware.Ports;

/// <summary>Serial ports as sysfs tells them; nothing is opened.</summary>
/// <param name="root">Where /sys and /dev hang; another folder in tests.</param>
internal sealed class LinuxPorts(string root = "/")
{
    private const string ById = "/dev/serial/by-id";
    private const string UnknownUart = "0"; // PORT_UNKNOWN: the kernel has a name, the board no hardware

    private static readonly EnumerationOptions All = new() { AttributesToSkip = 0 };

    private string TtyClass => Path.Combine(root, "sys/class/tty");

    internal IReadOnlyList<PortInfo> List() => !Directory.Exists(TtyClass)
        ? []
        : [.. Directory.EnumerateFileSystemEntries(TtyClass, "*", All)
            .Select(tty => Find(Path.GetFileName(tty)))
            .OfType<PortInfo>()
            .OrderBy(port => port.Path.TrimEnd("0123456789".ToCharArray()), StringComparer.Ordinal)
            .ThenBy(port => port.Path.Length)
            .ThenBy(port => port.Path, StringComparer.Ordinal)];

    /// <summary>What hangs behind a tty; null for one without hardware: a console, a pty.</summary>
    /// <param name="tty">Its name: <c>ttyACM0</c>.</param>
    internal PortInfo? Find(string tty)
    {
        string folder = Path.Combine(TtyClass, tty);
        string device = Path.Combine(folder, "device");
        if (!Directory.Exists(device) || Sysfs.Attribute(folder, "type") == UnknownUart)
        {
            return null;
        }

        var port = new PortInfo($"/dev/{tty}", ById: ByIdLink(tty));
        return UsbDeviceAbove(Libc.RealPath(device)) is not { } usb ? port : port with
        {
            Usb = UsbIdOf(usb),
            SerialNumber = Sysfs.Attribute(usb, "serial"),
            UsbPath = Path.GetFileName(usb),
            Product = Sysfs.Attribute(usb, "product"),
        };
    }

    /// <summary>The tty hangs below a USB interface (1-2.3:1.0), that below its device (1-2.3).</summary>
    private static string? UsbDeviceAbove(string folder)
    {
        string? above = folder;
        while (above is not null && !File.Exists(Path.Combine(above, "idVendor")))
        {
            above = Path.GetDirectoryName(above);
        }

        return above;
    }

    private static UsbId? UsbIdOf(string device) =>
        ushort.TryParse(Sysfs.Attribute(device, "idVendor"), NumberStyles.HexNumber, null, out ushort vendor)
        && ushort.TryParse(Sysfs.Attribute(device, "idProduct"), NumberStyles.HexNumber, null, out ushort product)
            ? new UsbId(vendor, product)
            : null;

    private string? ByIdLink(string tty)
    {
        string folder = Path.Combine(root, ById[1..]);
        string? link = !Directory.Exists(folder) ? null : Directory
            .EnumerateFileSystemEntries(folder, "*", All)
            .FirstOrDefault(link => Path.GetFileName(new FileInfo(link).LinkTarget) == tty);
        return link is null ? null : $"{ById}/{Path.GetFileName(link)}";
    }
}
