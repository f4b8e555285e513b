namespace IspRecipes.Devices.Links;

/// <summary>Picks the USB device a wish means from those plugged in. Opens none.</summary>
public static class UsbSelector
{
    /// <param name="wish">What the user asked for.</param>
    /// <param name="programmer">Catalogue id of the programmer it must be.</param>
    /// <param name="devices">The devices present.</param>
    /// <param name="mayBe">
    /// Whether a device may be the programmer. Asked unless the wish names vendor and product: a path or a serial number
    /// alone never takes a mouse for a programmer.
    /// </param>
    /// <returns>
    /// A device, or one of the faults ISP4022 (wish, the marks none of them has, devices present), ISP4023 (wish,
    /// candidates), ISP4025 (wish, programmer), and that of the only device meant where it is known to be unfit (device).
    /// </returns>
    public static UsbSelection Select(
        PortWish wish, string programmer, IReadOnlyList<UsbDeviceInfo> devices, Predicate<UsbDeviceInfo> mayBe) => wish switch
        {
            PortWish.Named => new UsbSelection(new Fault(FaultCode.PortNotUsb, wish.Text, programmer)),
            PortWish.Usb { Id: null } marks => Only(
                wish, devices, device => mayBe(device) && Has(device, marks), $"{marks.Marks} and is {programmer}"),
            PortWish.Usb marks => Only(wish, devices, device => Has(device, marks), marks.Marks),
            _ => Only(wish, devices, device => mayBe(device), $"the USB ids and the name of {programmer}"),
        };

    /// <summary>Which devices a wish needs to know of: a selection from these is one from all.</summary>
    public static Predicate<UsbId> Wanted(PortWish wish, Predicate<UsbId> knows) =>
        wish is PortWish.Usb { Id: { } named } ? id => id == named || knows(id) : knows;

    /// <summary>A device in one line, for lists; begins with what to write after <c>--port</c>.</summary>
    public static string Describe(UsbDeviceInfo device)
    {
        string?[] facts =
        [
            device.Id.ToString(),
            device.Manufacturer,
            device.Product,
            device.SerialNumber is null ? "no serial number" : $"serial {device.SerialNumber}",
            KnownUsbDevices.Identify(device)?.What,
        ];
        return $"{PortOf(device)} ({string.Join(", ", facts.OfType<string>())})";
    }

    /// <summary>The wish that means this device and no other.</summary>
    public static string PortOf(UsbDeviceInfo device) => $"usb:path={device.Path}";

    private static UsbSelection Only(
        PortWish wish, IReadOnlyList<UsbDeviceInfo> devices, Func<UsbDeviceInfo, bool> fits, string marks)
    {
        UsbDeviceInfo[] candidates = [.. devices.Where(fits)];
        return candidates switch
        {
            [] or [_] when Refusal(candidates is [] ? devices.Where(device => IsMeant(wish, device)) : candidates) is { } refusal =>
                new UsbSelection(refusal),
            [{ } only] => new UsbSelection(only, $"the only device that fits: {Describe(only)}"),
            [] => new UsbSelection(new Fault(FaultCode.UsbNoneFound, wish.Text, marks, List(devices))),
            _ => new UsbSelection(new Fault(FaultCode.UsbAmbiguous, wish.Text, List(candidates))),
        };
    }

    /// <summary>What stands against the first of these that cannot serve; null where none is known to be unfit.</summary>
    private static Fault? Refusal(IEnumerable<UsbDeviceInfo> devices) => devices
        .Select(device => KnownUsbDevices.Identify(device)?.Refusal is FaultCode code ? new Fault(code, device.Name) : null)
        .FirstOrDefault(fault => fault is not null);

    private static bool IsMeant(PortWish wish, UsbDeviceInfo device) => wish is not PortWish.Usb marks || Has(device, marks);

    private static bool Has(UsbDeviceInfo device, PortWish.Usb marks) =>
        (marks.Id is null || marks.Id == device.Id)
        && (marks.SerialNumber is null
            || marks.SerialNumber.Equals(device.SerialNumber, StringComparison.OrdinalIgnoreCase))
        && (marks.UsbPath is null || marks.UsbPath == device.Path);

    private static string[] List(IReadOnlyList<UsbDeviceInfo> devices) => [.. devices.Select(Describe)];
}

/// <summary>The device to open and why that one, or what stands against opening any.</summary>
public sealed record UsbSelection
{
    internal UsbSelection(UsbDeviceInfo device, string reason) => (Device, Reason) = (device, reason);

    internal UsbSelection(Fault fault) => Fault = fault;

    /// <summary>Null exactly when there is a fault.</summary>
    public UsbDeviceInfo? Device { get; }

    public string Reason { get; } = "";

    public Fault? Fault { get; }
}
