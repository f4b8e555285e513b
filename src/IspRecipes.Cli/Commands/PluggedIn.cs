using IspRecipes.Devices;
using IspRecipes.Devices.Catalog;
using IspRecipes.Devices.Links;
using IspRecipes.Engine.Diagnostics;

namespace IspRecipes.Cli.Commands;

/// <summary>Something a programmer may be behind: a serial port, or a USB device known to be one.</summary>
/// <param name="Port">What to write after <c>--port</c>.</param>
/// <param name="Usb">USB ids; null for a port that is not on USB.</param>
/// <param name="Programmers">Catalogue ids of the programmers it may be.</param>
internal sealed record PluggedIn(string Port, UsbId? Usb, IReadOnlyList<string> Programmers)
{
    public string? SerialNumber { get; private init; }

    public string? UsbPath { get; private init; }

    public string? ById { get; private init; }

    public string? Product { get; private init; }

    /// <summary>What it is, or why its ids do not tell; null where nothing is to be said.</summary>
    public string? What { get; private init; }

    /// <summary>All of them; opens none. Where USB cannot be looked at, the others are listed and the fault is told.</summary>
    public static IReadOnlyList<PluggedIn> List(CliHost host)
    {
        IBench bench = host.Bench();
        PluggedIn[] ports = [.. bench.List().Select(Of)];
        try
        {
            return [.. ports, .. bench.ListUsb(KnownUsbDevices.Knows).Select(Of)];
        }
        catch (LinkException failure)
        {
            Diagnostic told = DiagnosticCatalog.Of(failure.Fault);
            host.Error.WriteLine($"note {told.Code}: USB programmers are not listed: {told.Message}; {told.Hint}");
            return ports;
        }
    }

    private static PluggedIn Of(PortInfo port) => new(port.Path, port.Usb, port.Usb is { } id ? ProgrammersAt(id) : [])
    {
        SerialNumber = port.SerialNumber,
        UsbPath = port.UsbPath,
        ById = port.ById,
        Product = port.Product,
        What = port.Usb is { } shared ? KnownUsbDevices.WhoElse(shared) : null,
    };

    private static PluggedIn Of(UsbDeviceInfo device)
    {
        KnownUsbDevice? known = KnownUsbDevices.Identify(device);
        return new(UsbSelector.PortOf(device), device.Id, known?.Programmer is { } id ? [id] : [])
        {
            SerialNumber = device.SerialNumber,
            UsbPath = device.Path,
            Product = device.Product,
            What = known?.What,
        };
    }

    /// <summary>Catalogue ids of the serial programmers that a port with these ids may be.</summary>
    public static string[] ProgrammersAt(UsbId id) =>
        [.. ProgrammerCatalog.Rows.Where(row => row.Reach is Reach.Serial && row.Knows(id)).Select(row => row.Id)];
}
