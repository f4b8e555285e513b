using IspRecipes.Devices;
using IspRecipes.Devices.Links;
using IspRecipes.Hardware;

namespace IspRecipes.Acceptance.Tests.Cli;

/// <summary>A Linux computer as a folder: processes, groups, udev rules, and the files of its devices.</summary>
internal sealed class Computer : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("computer");

    public Computer()
    {
        Save("etc/udev/rules.d/.keep", "");
        Save("etc/group", "root:x:0:\n");
        Save("proc/1/comm", "init\n");
    }

    /// <summary>Files of devices that this user may not open.</summary>
    public List<string> Denied { get; } = [];

    public Machine Machine => new(_root.FullName)
    {
        System = OperatingSystemKind.Linux,
        UsbLibraryVersion = () => "1.0.26",
        MayOpen = path => !Denied.Contains($"/{Path.GetRelativePath(_root.FullName, path)}"),
        User = "ada",
    };

    /// <summary>The same computer without libusb.</summary>
    public Machine WithoutLibusb => new(_root.FullName)
    {
        System = OperatingSystemKind.Linux,
        UsbLibraryVersion = () => throw new LinkException(FaultCode.UsbLibraryMissing, "apt install libusb-1.0-0"),
    };

    public string Save(string path, string text)
    {
        string file = Path.Combine(_root.FullName, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
        return file;
    }

    /// <summary>The file of a port or of a USB device.</summary>
    public string Plug(string node) => Save(node[1..], "");

    /// <summary>A process, and what it has open.</summary>
    public void Start(int process, string name, string? holding = null)
    {
        Save($"proc/{process}/comm", $"{name}\n");
        if (holding is not null)
        {
            string files = Directory.CreateDirectory(Path.Combine(_root.FullName, $"proc/{process}/fd")).FullName;
            File.CreateSymbolicLink(Path.Combine(files, "3"), Path.Combine(_root.FullName, holding[1..]));
        }
    }

    public void Dispose() => _root.Delete(recursive: true);
}

/// <summary>Ports and USB devices that are listed and never opened.</summary>
internal class ListedBench(IReadOnlyList<PortInfo> ports, params UsbDeviceInfo[] devices) : IBench
{
    public virtual IClock Clock => throw Opened();

    public IReadOnlyList<PortInfo> List() => ports;

    public virtual ISerialLink OpenSerial(string port, SerialSettings settings) => throw Opened();

    public IReadOnlyList<UsbDeviceInfo> ListUsb(Predicate<UsbId> wanted) => [.. devices.Where(device => wanted(device.Id))];

    public virtual IUsbLink OpenUsb(UsbDeviceInfo device, UsbSettings settings) => throw Opened();

    private static InvalidOperationException Opened() => new("no device was to be touched");
}

/// <summary>A simulated board behind any of the serial ports; the USB devices are gone once they are opened.</summary>
internal sealed class BenchWithBoard(Simulation.SimulatedBench board, IReadOnlyList<PortInfo> ports, params UsbDeviceInfo[] devices)
    : ListedBench(ports, devices)
{
    public override IClock Clock => board.Clock;

    public override ISerialLink OpenSerial(string port, SerialSettings settings) => board.OpenSerial(Simulation.SimulatedBench.Port, settings);

    public override IUsbLink OpenUsb(UsbDeviceInfo device, UsbSettings settings) => throw new LinkException(FaultCode.UsbUnplugged, device.Name);
}
