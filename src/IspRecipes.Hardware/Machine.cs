using IspRecipes.Devices;
using IspRecipes.Devices.Links;
using IspRecipes.Hardware.Posix;
using IspRecipes.Hardware.Usb;

namespace IspRecipes.Hardware;

/// <summary>What decides on a computer who may use which device. Nothing is opened, nothing changed.</summary>
/// <param name="root">Where /dev, /proc and /etc hang; another folder in tests.</param>
public sealed class Machine(string root = "/")
{
    private const int Exists = 0; // F_OK
    private const int ReadAndWrite = 4 | 2; // R_OK | W_OK

    private static readonly EnumerationOptions All = new() { AttributesToSkip = 0, IgnoreInaccessible = true };

    public OperatingSystemKind System { get; init; } = OperatingSystem.IsWindows() ? OperatingSystemKind.Windows
        : OperatingSystem.IsMacOS() ? OperatingSystemKind.MacOs
        : OperatingSystemKind.Linux;

    /// <summary>Tells the version of libusb-1.0; throws a <see cref="LinkException"/> where there is none.</summary>
    public Func<string> UsbLibraryVersion { get; init; } = LibUsb.Version;

    /// <summary>Whether this user may read and write a file, lists of access rights included.</summary>
    public Func<string, bool> MayOpen { get; init; } = path => Libc.Access(path, ReadAndWrite) == 0;

    /// <summary>Who is asking.</summary>
    public string User { get; init; } = Environment.UserName;

    /// <summary>Null where the system does not tell: on Windows opening is the only way to find out.</summary>
    /// <param name="port">A path as <see cref="PortInfo.Path"/> has it.</param>
    public DeviceAccess? AccessTo(string port) => System == OperatingSystemKind.Windows ? null : AccessToNode(port);

    /// <summary>Null where devices on USB have no file of their own.</summary>
    public DeviceAccess? AccessTo(UsbDeviceInfo device) =>
        System == OperatingSystemKind.Linux && Libc.Access(Rooted(UsbFailures.NodeOf(device)), Exists) == 0 ? AccessToNode(UsbFailures.NodeOf(device)) : null;

    /// <summary>Number of a running process; null where there is none of that name.</summary>
    public string? ProcessNamed(string name) => !Directory.Exists(Rooted("/proc")) ? null : Directory
        .EnumerateDirectories(Rooted("/proc"), "*", All)
        .FirstOrDefault(process => int.TryParse(Path.GetFileName(process), out _) && Sysfs.Attribute(process, "comm") == name) is { } found
            ? Path.GetFileName(found)
            : null;

    /// <summary>The rules of udev; null where there is no udev.</summary>
    public InstalledUdevRules? UdevRules() => InstalledUdevRules.Read(Rooted("/"));

    private DeviceAccess AccessToNode(string node)
    {
        string path = Libc.RealPath(Rooted(node));
        string? group = FileStatus.Of(path)?.GroupThatMayOpen(Rooted("/etc/group"));
        return new DeviceAccess(node, MayOpen(path), group, group is not null && IsMember(group) && !IsInSession(group), PortHolder.Find(path, Rooted("/proc")));
    }

    private bool IsMember(string group) => Groups().Any(fields => fields[0] == group && fields[3].Split(',').Contains(User));

    /// <summary>What the system checks: groups are given at login and stay until logout.</summary>
    private bool IsInSession(string group)
    {
        string? number = Groups().FirstOrDefault(fields => fields[0] == group)?[2];
        string? mine = Sysfs.Line(Rooted("/proc/self"), "status")?.Split('\n')
            .FirstOrDefault(line => line.StartsWith("Groups:", StringComparison.Ordinal));
        return mine?.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries).Contains(number) == true;
    }

    /// <summary>Lines of the group file: name, password, number, members.</summary>
    private IEnumerable<string[]> Groups() =>
        (Sysfs.Line(Rooted("/etc"), "group") ?? "").Split('\n').Select(line => line.Split(':')).Where(fields => fields.Length == 4);

    private string Rooted(string path) => Path.Combine(root, path[1..]);
}

/// <summary>What the ways to get at a device depend on.</summary>
public enum OperatingSystemKind
{
    Linux,
    MacOs,
    Windows,
}
