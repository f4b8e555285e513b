using System.Reflection;
using System.Runtime.InteropServices;
using IspRecipes.Devices;

namespace IspRecipes.Hardware.Usb;

/// <summary>libusb-1.0, found when the first USB device is asked for and not before.</summary>
internal static unsafe partial class LibUsb
{
    private const string Library = "libusb-1.0";

    /// <summary>Names the library's file; then no other is tried.</summary>
    internal const string PathVariable = "ISPRECIPE_LIBUSB";

    /// <summary>Folders of Homebrew and MacPorts, which macOS does not search.</summary>
    private static readonly string[] MacFolders = ["/opt/homebrew/lib", "/usr/local/lib", "/opt/local/lib"];

    // Not lazily at some first use of a field: before the first call into the library.
    static LibUsb() => NativeLibrary.SetDllImportResolver(typeof(LibUsb).Assembly, Resolve);

    [LibraryImport(Library, EntryPoint = "libusb_init")]
    internal static partial int Init(out UsbContextHandle context);

    /// <summary>struct libusb_version begins with four 16-bit numbers: major, minor, micro, nano.</summary>
    [LibraryImport(Library, EntryPoint = "libusb_get_version")]
    private static partial ushort* GetVersion();

    [LibraryImport(Library, EntryPoint = "libusb_exit")]
    internal static partial void Exit(nint context);

    [LibraryImport(Library, EntryPoint = "libusb_get_device_list")]
    internal static partial nint GetDeviceList(UsbContextHandle context, out nint* devices);

    [LibraryImport(Library, EntryPoint = "libusb_free_device_list")]
    internal static partial void FreeDeviceList(nint* devices, int unreference);

    [LibraryImport(Library, EntryPoint = "libusb_get_device_descriptor")]
    internal static partial int GetDeviceDescriptor(nint device, UsbDeviceDescriptor* descriptor);

    [LibraryImport(Library, EntryPoint = "libusb_get_bus_number")]
    internal static partial byte GetBusNumber(nint device);

    [LibraryImport(Library, EntryPoint = "libusb_get_device_address")]
    internal static partial byte GetDeviceAddress(nint device);

    [LibraryImport(Library, EntryPoint = "libusb_get_port_numbers")]
    internal static partial int GetPortNumbers(nint device, byte* ports, int length);

    [LibraryImport(Library, EntryPoint = "libusb_open")]
    internal static partial int Open(nint device, out UsbDeviceHandle handle);

    [LibraryImport(Library, EntryPoint = "libusb_close")]
    internal static partial void Close(nint handle);

    [LibraryImport(Library, EntryPoint = "libusb_get_configuration")]
    internal static partial int GetConfiguration(UsbDeviceHandle handle, out int configuration);

    [LibraryImport(Library, EntryPoint = "libusb_set_configuration")]
    internal static partial int SetConfiguration(UsbDeviceHandle handle, int configuration);

    [LibraryImport(Library, EntryPoint = "libusb_set_auto_detach_kernel_driver")]
    internal static partial int SetAutoDetachKernelDriver(UsbDeviceHandle handle, int enable);

    [LibraryImport(Library, EntryPoint = "libusb_claim_interface")]
    internal static partial int ClaimInterface(UsbDeviceHandle handle, int number);

    [LibraryImport(Library, EntryPoint = "libusb_release_interface")]
    internal static partial int ReleaseInterface(UsbDeviceHandle handle, int number);

    [LibraryImport(Library, EntryPoint = "libusb_reset_device")]
    internal static partial int ResetDevice(UsbDeviceHandle handle);

    [LibraryImport(Library, EntryPoint = "libusb_control_transfer")]
    internal static partial int ControlTransfer(
        UsbDeviceHandle handle, byte requestType, byte request, ushort value, ushort index,
        byte* data, ushort length, uint milliseconds);

    [LibraryImport(Library, EntryPoint = "libusb_bulk_transfer")]
    internal static partial int BulkTransfer(
        UsbDeviceHandle handle, byte endpoint, byte* data, int length, out int moved, uint milliseconds);

    [LibraryImport(Library, EntryPoint = "libusb_alloc_transfer")]
    internal static partial UsbTransfer* AllocateTransfer(int isochronousPackets);

    [LibraryImport(Library, EntryPoint = "libusb_free_transfer")]
    internal static partial void FreeTransfer(UsbTransfer* transfer);

    [LibraryImport(Library, EntryPoint = "libusb_submit_transfer")]
    internal static partial int SubmitTransfer(UsbTransfer* transfer);

    [LibraryImport(Library, EntryPoint = "libusb_cancel_transfer")]
    internal static partial int CancelTransfer(UsbTransfer* transfer);

    /// <summary>Waits for events of the context until <paramref name="completed"/> is no longer 0.</summary>
    [LibraryImport(Library, EntryPoint = "libusb_handle_events_completed")]
    internal static partial int HandleEvents(UsbContextHandle context, int* completed);

    /// <summary>Of the library that is found: <c>1.0.26</c>.</summary>
    /// <exception cref="LinkException">ISP4014 where there is none.</exception>
    internal static string Version()
    {
        try
        {
            ushort* numbers = GetVersion();
            return $"{numbers[0]}.{numbers[1]}.{numbers[2]}";
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException or EntryPointNotFoundException)
        {
            throw UsbFailures.LibraryMissing(e);
        }
    }

    /// <summary>Where the library may be, in the order it is looked for.</summary>
    internal static IReadOnlyList<string> Candidates()
    {
        if (Environment.GetEnvironmentVariable(PathVariable) is { Length: > 0 } path)
        {
            return [path];
        }

        if (OperatingSystem.IsMacOS())
        {
            const string name = "libusb-1.0.dylib";
            return [name, .. MacFolders.Select(folder => $"{folder}/{name}")];
        }

        return OperatingSystem.IsWindows() ? ["libusb-1.0.dll"] : ["libusb-1.0.so.0", "libusb-1.0.so"];
    }

    /// <summary>The assembly's one resolver; 0 leaves libc and kernel32 to the runtime.</summary>
    private static nint Resolve(string library, Assembly assembly, DllImportSearchPath? search)
    {
        if (library != Library)
        {
            return 0;
        }

        foreach (string candidate in Candidates())
        {
            if (NativeLibrary.TryLoad(candidate, assembly, search, out nint handle))
            {
                return handle;
            }
        }

        throw new DllNotFoundException(Library);
    }
}
