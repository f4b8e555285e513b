namespace IspRecipes.Devices.Links;

/// <summary>Picks the USB device a wish means from those plugged in. Opens none, and never one of two that fit.</summary>
public static class UsbSelector
{
    /// <summary>Which ids are worth asking for their strings.</summary>
    /// <param name="wish">What the user asked for. Ids that it names are believed, whoever they belong to.</param>
    /// <param name="knows">Whether a device with these ids may be the programmer.</param>
    public static Predicate<UsbId> MayBe(PortWish wish, Predicate<UsbId> knows) =>
        wish is PortWish.Usb { Id: UsbId id } ? present => present == id : knows;

    /// <param name="wish">What the user asked for, not <see cref="PortWish.Named"/>.</param>
    /// <param name="present">The devices that <see cref="MayBe"/> lets pass.</param>
    /// <param name="knows">Whether a device is the programmer by all it says of itself, for <c>auto</c>.</param>
    /// <returns>A device, or one of the faults ISP4022 (wish, the marks none has, present) and ISP4023 (wish, candidates).</returns>
    public static UsbSelection Select(
        PortWish wish, IReadOnlyList<UsbDeviceInfo> present, Predicate<UsbDeviceInfo> knows)
    {
        PortWish.Usb? marks = wish as PortWish.Usb;
        UsbDeviceInfo[] candidates = [.. present.Where(device => marks is null ? knows(device) : marks.Fits(device))];
        return candidates switch
        {
            [{ } only] => new UsbSelection(only, null),
            [] => new UsbSelection(null, new Fault(
                FaultCode.UsbNoneFound, wish.Text, marks?.Marks ?? "the ids and names known for this programmer", List(present))),
            _ => new UsbSelection(null, new Fault(FaultCode.UsbAmbiguous, wish.Text, List(candidates))),
        };
    }

    /// <summary>A device in one line, for lists: <c>usb:path=1-2.3 (16C0:05DC, USBasp, serial 0001)</c>.</summary>
    public static string Describe(UsbDeviceInfo device)
    {
        string?[] facts =
        [
            $"{device.Id}",
            device.Product,
            device.SerialNumber is null ? null : $"serial {device.SerialNumber}",
        ];
        return $"usb:path={device.Path} ({string.Join(", ", facts.OfType<string>())})";
    }

    private static string[] List(IReadOnlyList<UsbDeviceInfo> devices) => [.. devices.Select(Describe)];
}

/// <summary>The device to open, or what stands against opening any: exactly one of the two.</summary>
public sealed record UsbSelection(UsbDeviceInfo? Device, Fault? Fault);
