using IspRecipes.Devices;
using IspRecipes.Devices.Catalog;
using IspRecipes.Devices.Links;
using IspRecipes.Engine.Steps;

namespace IspRecipes.Engine.Runs;

/// <summary>Chooses a programmer's port and opens it.</summary>
internal static class PortOpener
{
    /// <param name="bench">Where the port is.</param>
    /// <param name="programmer">What is expected behind it.</param>
    /// <param name="baud">Bits per second on a serial port; null for the programmer's own.</param>
    /// <param name="port">As the user named it; null for <c>auto</c>. A simulated bench has one port, whatever the recipe says.</param>
    /// <param name="options">Whether the bench is simulated, and where frames are traced to.</param>
    /// <exception cref="LinkException">None or several fit (ISP4002, 4003, 4022, 4023), or it cannot be opened.</exception>
    public static Session Open(IBench bench, ProgrammerRow programmer, int? baud, string? port, RunOptions options)
    {
        string wanted = (options.Simulated ? null : port) ?? "auto";
        PortWish wish = PortWish.Parse(wanted, out Fault? fault) ?? throw new LinkException(fault!);
        return programmer.Reach switch
        {
            Reach.Serial serial => OpenSerial(bench, programmer, serial, new SerialSettings(baud ?? serial.Baud), wish, options),
            Reach.Usb usb => OpenUsb(bench, programmer, usb, wish, options),
            Reach.Swd swd => OpenSwd(bench, programmer, swd, wish, options),
            _ => throw new InvalidOperationException($"{programmer.Id} is reached in no way that is known here"),
        };
    }

    private static IspSession OpenSerial(
        IBench bench, ProgrammerRow programmer, Reach.Serial reach, SerialSettings settings, PortWish wish, RunOptions options)
    {
        PortSelection selection = PortSelector.Select(wish, bench.List(), programmer.Knows);
        string path = selection.Path ?? throw new LinkException(selection.Fault!);
        var line = new MeteredSerialLink(Open(bench, path, settings), bench.Clock, options.Trace);
        return new IspSession(path, () => line.Cost, reach.Create(line, bench.Clock));
    }

    private static IspSession OpenUsb(
        IBench bench, ProgrammerRow programmer, Reach.Usb reach, PortWish wish, RunOptions options)
    {
        MeteredUsbLink link = OpenUsb(bench, programmer, reach.Settings, wish, options);
        return new IspSession(link.Device.Name, () => link.Cost, reach.Create(link, bench.Clock));
    }

    private static SwdSession OpenSwd(
        IBench bench, ProgrammerRow programmer, Reach.Swd reach, PortWish wish, RunOptions options)
    {
        MeteredUsbLink link = OpenUsb(bench, programmer, new UsbSettings(), wish, options);
        return new SwdSession(link.Device, () => link.Cost, reach.Create(link, bench.Clock));
    }

    private static MeteredUsbLink OpenUsb(
        IBench bench, ProgrammerRow programmer, UsbSettings settings, PortWish wish, RunOptions options)
    {
        IReadOnlyList<UsbDeviceInfo> present =
            wish is PortWish.Named ? [] : bench.ListUsb(UsbSelector.Wanted(wish, programmer.Knows));
        UsbSelection selection = UsbSelector.Select(wish, programmer.Id, present, device => KnownUsbDevices.MayBe(programmer.Id, device));
        UsbDeviceInfo device = selection.Device ?? throw new LinkException(selection.Fault!);
        return new MeteredUsbLink(bench.OpenUsb(device, settings), bench.Clock, options.Trace);
    }

    /// <summary>A port that is not there is answered with those that are.</summary>
    private static ISerialLink Open(IBench bench, string path, SerialSettings settings)
    {
        try
        {
            return bench.OpenSerial(path, settings);
        }
        catch (LinkException missing) when (missing.Fault is { Code: FaultCode.PortNotFound, Arguments: [_] })
        {
            string[] present = [.. bench.List().Select(PortSelector.Describe)];
            throw new LinkException(missing.Fault with { Arguments = [.. missing.Fault.Arguments, present] });
        }
    }
}
