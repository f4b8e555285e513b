using IspRecipes.Devices;
using IspRecipes.Devices.Catalog;
using IspRecipes.Devices.Links;
using IspRecipes.Engine.Diagnostics;

namespace IspRecipes.Cli.Commands;

/// <summary>A serial port or a USB programmer that is plugged in.</summary>
/// <param name="Path">What to give to <c>--port</c>.</param>
/// <param name="Usb">USB ids, <c>16C0:05DC</c>; null where there are none.</param>
/// <param name="SerialNumber">As the device tells it.</param>
/// <param name="UsbPath">Bus and port numbers, <c>1-2.3</c>.</param>
/// <param name="ById">The stable link in /dev/serial/by-id.</param>
/// <param name="Product">Product string.</param>
/// <param name="Programmers">Catalogue ids of the programmers it may be.</param>
internal sealed record PluggedIn(
    string Path, string? Usb, string? SerialNumber, string? UsbPath, string? ById, string? Product, string[] Programmers)
{
    /// <summary>All on a bench, serial ports first; opens none.</summary>
    /// <param name="bench">Real or simulated.</param>
    /// <param name="tell">Takes what stands against listing USB devices; the serial ports are listed all the same.</param>
    public static IReadOnlyList<PluggedIn> On(IBench bench, Action<Diagnostic> tell) =>
        [.. bench.List().Select(Of), .. UsbDevices(bench, tell).Select(Of)];

    private static IReadOnlyList<UsbDeviceInfo> UsbDevices(IBench bench, Action<Diagnostic> tell)
    {
        ProgrammerRow[] rows = [.. ProgrammerCatalog.Rows.Where(row => row.Reach is Reach.Usb)];
        try
        {
            return bench.ListUsb(id => rows.Any(row => row.Knows(id)));
        }
        catch (LinkException failure)
        {
            tell(DiagnosticCatalog.Of(failure.Fault) with { Severity = Severity.Warning });
            return [];
        }
    }

    private static PluggedIn Of(PortInfo port) => new(
        port.Path, port.Usb?.ToString(), port.SerialNumber, port.UsbPath, port.ById, port.Product,
        [.. from row in ProgrammerCatalog.Rows where row.Reach is Reach.Serial && port.Usb is { } id && row.Knows(id) select row.Id]);

    private static PluggedIn Of(UsbDeviceInfo device) => new(
        $"usb:path={device.Path}", $"{device.Id}", device.SerialNumber, device.Path, null, device.Product,
        [.. from row in ProgrammerCatalog.Rows where row.Reach is Reach.Usb && row.Knows(device) select row.Id]);
}
