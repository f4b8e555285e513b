namespace IspRecipes.Devices.Links;

/// <summary>Picks the port a wish means from those plugged in. Opens none: no stranger's board is reset.</summary>
public static class PortSelector
{
    /// <param name="wish">What the user asked for.</param>
    /// <param name="ports">The ports present.</param>
    /// <param name="knows">Whether a device with these USB ids may be the programmer, for <c>auto</c>.</param>
    /// <returns>
    /// A path, or one of the faults ISP4003 (wish, the marks none of them has, ports present) and ISP4002 (wish,
    /// candidates). A named port is not looked up: opening it tells whether it is there.
    /// </returns>
    public static PortSelection Select(PortWish wish, IReadOnlyList<PortInfo> ports, Predicate<UsbId> knows) =>
        wish switch
        {
            PortWish.Named named => new PortSelection(named.Path, "as named"),
            PortWish.Usb usb => Only(wish, ports, port => Has(port, usb), usb.Marks + KindOf(usb.Id)),
            _ => Only(wish, ports, port => port.Usb is { } id && knows(id), "a USB id known for this programmer"),
        };

    /// <summary>A port in one line, for lists.</summary>
    public static string Describe(PortInfo port)
    {
        string?[] facts =
        [
            port.Usb?.ToString(),
            port.Product,
            port.SerialNumber is null ? null : $"serial {port.SerialNumber}",
            port.UsbPath is null ? null : $"USB path {port.UsbPath}",
            port.Usb is { } id ? KnownUsbDevices.WhoElse(id) : null,
        ];
        string known = string.Join(", ", facts.OfType<string>());
        return known.Length > 0 ? $"{port.Path} ({known})" : port.Path;
    }

    /// <summary>What has such ids and is no serial port; empty where nothing is known of them.</summary>
    private static string KindOf(UsbId? id) =>
        id is { } named && KnownUsbDevices.ProgrammerWith(named) is string programmer
            ? $"; programmer '{programmer}' has it, which is no serial port"
            : "";

    private static PortSelection Only(
        PortWish wish, IReadOnlyList<PortInfo> ports, Func<PortInfo, bool> fits, string marks)
    {
        PortInfo[] candidates = [.. ports.Where(fits)];
        return candidates switch
        {
            [{ } only] => new PortSelection(only.Path, $"the only port that fits: {Describe(only)}"),
            [] => new PortSelection(new Fault(FaultCode.PortNoneFound, wish.Text, marks, List(ports))),
            _ => new PortSelection(new Fault(FaultCode.PortAmbiguous, wish.Text, List(candidates))),
        };
    }

    private static bool Has(PortInfo port, PortWish.Usb marks) =>
        port.Usb is { } id
        && (marks.Id is null || marks.Id == id)
        && (marks.SerialNumber is null
            || marks.SerialNumber.Equals(port.SerialNumber, StringComparison.OrdinalIgnoreCase))
        && (marks.UsbPath is null || marks.UsbPath == port.UsbPath);

    private static string[] List(IReadOnlyList<PortInfo> ports) => [.. ports.Select(Describe)];
}

/// <summary>The port to open and why that one, or what stands against opening any.</summary>
public sealed record PortSelection
{
    internal PortSelection(string path, string reason) => (Path, Reason) = (path, reason);

    internal PortSelection(Fault fault) => Fault = fault;

    /// <summary>Null exactly when there is a fault.</summary>
    public string? Path { get; }

    public string Reason { get; } = "";

    public Fault? Fault { get; }
}
