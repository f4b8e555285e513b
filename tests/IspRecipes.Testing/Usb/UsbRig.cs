using System.Diagnostics;
using IspRecipes.Devices.Links;

namespace IspRecipes.Testing.Usb;

/// <summary>
/// Real libusb, in a program of anybody's, on virtual devices: the program is started with umockdev's preload library,
/// which shows it this rig's /sys and /dev and asks the rig what each ioctl of usbfs does. Linux, 64 bit, little endian.
/// docs/protocols/usb.md describes it.
/// </summary>
/// <remarks>
/// A device is any <see cref="IUsbLink"/>. Where it throws, the program sees what Linux would tell it: a stall EPIPE,
/// silence a transfer that ends with its timeout, unplugged ENODEV.
/// </remarks>
public sealed class UsbRig : IDisposable
{
    /// <summary>Of package umockdev; the loader finds it by this name.</summary>
    public const string Preload = "libumockdev-preload.so.0";

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("usb");
    private readonly List<UsbSocket> _sockets = [];
    private readonly UsbTree _tree;

    public UsbRig() =>
        _tree = new UsbTree(_root.FullName, (path, function) => _sockets.Add(new UsbSocket(path, function)));

    /// <summary>Why a test cannot run here; null where it can.</summary>
    public static string? Missing => !OperatingSystem.IsLinux() ? "needs Linux"
        : Peers.FindLibrary(Preload) is null ? $"not on this machine: {Preload} (package umockdev)"
        : Peers.FindLibrary("libusb-1.0.so.0") is null ? "not on this machine: libusb-1.0.so.0"
        : null;

    /// <summary>Plugs a device in at the place its <see cref="UsbDeviceInfo.Path"/> names, with hubs on the way there.</summary>
    public void Plug(IUsbLink device, UsbShape? shape = null) => _tree.Add(device, shape ?? new UsbShape());

    /// <summary>What the programs have sent to a device so far.</summary>
    public UsbTraffic TrafficOf(IUsbLink device) =>
        _sockets.Single(socket => socket.Function.Device == device).Function.Traffic;

    /// <summary>Starts a program that sees this rig's devices and no others.</summary>
    public Process Start(string program, params string[] arguments) => Start(new ProcessStartInfo(program, arguments));

    /// <summary>As above, with an environment of one's own.</summary>
    public Process Start(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.RedirectStandardInput = true;
        start.Environment["LD_PRELOAD"] = Preload;
        start.Environment["UMOCKDEV_DIR"] = _root.FullName;

        // The runtime's diagnostics server opens a FIFO while the preload holds its path lock, and both wait for ever.
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        return Process.Start(start)!;
    }

    public void Dispose()
    {
        foreach (UsbSocket socket in _sockets)
        {
            socket.Dispose();
        }

        _root.Delete(recursive: true);
    }
}

/// <summary>What has passed between programs and one device.</summary>
/// <param name="Transfers">Transfers completed on endpoints of the device, without standard requests.</param>
/// <param name="Gaps">Those after which the host controller had none queued: the bus waited for the computer.</param>
public readonly record struct UsbTraffic(int Transfers, int Gaps);
