using IspRecipes.Devices.Links;

namespace IspRecipes.Testing.Usb;

/// <summary>The part of /sys and /dev that libusb reads, as Linux lays it out.</summary>
internal sealed class UsbTree
{
    private const string Controller = "sys/devices/pci0000:00/0000:00:14.0";
    private const int Major = 189; // usb_device, Documentation/admin-guide/devices.txt

    private readonly string _root;
    private readonly HashSet<string> _present = [];
    private readonly Action<string, UsbFunction> _serve;
    private int _lastAddress;

    /// <param name="root">Where it hangs.</param>
    /// <param name="serve">Is given the path of the socket on which a device's ioctls are asked for.</param>
    internal UsbTree(string root, Action<string, UsbFunction> serve)
    {
        (_root, _serve) = (root, serve);
        foreach (string folder in (string[])["sys/bus/usb/devices", "sys/class", "sys/dev/char", "dev/bus/usb", "dev/.node"])
        {
            Directory.CreateDirectory(Path.Combine(root, folder));
        }
    }

    /// <summary>Plugs a device in, and hubs on the way to it.</summary>
    internal void Add(IUsbLink device, UsbShape shape)
    {
        string path = device.Device.Path;
        string[] way = path.Split('-');
        int bus = int.Parse(way[0]);
        string folder = AddHub($"{Controller}/usb{bus}", bus, "usb");
        string[] ports = way[1].Split('.');
        for (int depth = 1; depth < ports.Length; depth++)
        {
            folder = AddHub($"{folder}/{bus}-{string.Join('.', ports[..depth])}", bus, path);
        }

        AddDevice($"{folder}/{path}", bus, device, shape);
    }

    private string AddHub(string folder, int bus, string path)
    {
        if (_present.Add(folder))
        {
            AddDevice(folder, bus, new UsbHub(path), new UsbShape(0x09, FullSpeed: true));
        }

        return folder;
    }

    private void AddDevice(string folder, int bus, IUsbLink link, UsbShape shape)
    {
        UsbDeviceInfo device = link.Device;
        var descriptors = new UsbDescriptors(device, shape);
        int address = ++_lastAddress;
        int minor = ((bus - 1) * 128) + address - 1;
        string node = $"bus/usb/{bus:000}/{address:000}";
        byte[] bytes = [.. descriptors.Device, .. descriptors.Configuration];

        WriteFacts(folder, device, new Dictionary<string, string>
        {
            ["uevent"] = $"MAJOR={Major}\nMINOR={minor}\nDEVNAME={node}\nDEVTYPE=usb_device\nDRIVER=usb\n"
                + $"PRODUCT={device.Id.Vendor:x}/{device.Id.Product:x}/{device.Release:x}\nBUSNUM={bus:000}\nDEVNUM={address:000}",
            ["dev"] = $"{Major}:{minor}",
            ["busnum"] = $"{bus}",
            ["devnum"] = $"{address}",
            ["speed"] = descriptors.Shape.Speed,
        });
        WriteBytes($"{folder}/descriptors", bytes);
        WriteBytes($"dev/{node}", bytes);
        Link($"{folder}/subsystem", "sys/bus/usb");
        Link($"sys/bus/usb/devices/{Path.GetFileName(folder)}", folder);
        Link($"sys/dev/char/{Major}:{minor}", folder);
        File.CreateSymbolicLink(Path.Combine(_root, "dev/.node", node.Replace('/', '_')), $"{Major}:{minor}");
        string socket = Path.Combine(_root, "ioctl/dev", node);
        Directory.CreateDirectory(Path.GetDirectoryName(socket)!);
        _serve(socket, new UsbFunction(link, descriptors));
    }

    private void WriteFacts(string folder, UsbDeviceInfo device, Dictionary<string, string> facts)
    {
        facts["idVendor"] = $"{device.Id.Vendor:x4}";
        facts["idProduct"] = $"{device.Id.Product:x4}";
        facts["bcdDevice"] = $"{device.Release:x4}";
        facts["bConfigurationValue"] = "1";
        facts["manufacturer"] = device.Manufacturer ?? "";
        facts["product"] = device.Product ?? "";
        facts["serial"] = device.SerialNumber?.Split('\0')[0] ?? ""; // as the kernel ends it (utf16s_to_utf8s)
        Directory.CreateDirectory(Path.Combine(_root, folder));
        foreach ((string name, string value) in facts.Where(fact => fact.Value.Length > 0))
        {
            File.WriteAllText(Path.Combine(_root, folder, name), value + "\n");
        }
    }

    private void WriteBytes(string path, byte[] bytes)
    {
        string file = Path.Combine(_root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, bytes);
    }

    /// <summary>A relative link: libudev walks it component by component.</summary>
    private void Link(string path, string target) => File.CreateSymbolicLink(
        Path.Combine(_root, path), Path.GetRelativePath(Path.GetDirectoryName(path)!, target));
}
