namespace IspRecipes.Devices.Links;

/// <summary>A USB device one may meet on a bench of ours, by what it shows of itself.</summary>
/// <param name="Id">Its ids, which others may share.</param>
/// <param name="What">What it is, for people; says so where the ids do not tell.</param>
public sealed record KnownUsbDevice(UsbId Id, string What)
{
    /// <summary>Catalogue id of the programmer it may be; null where it is none of ours.</summary>
    public string? Programmer { get; init; }

    /// <summary>Why it is refused where it is chosen; null for a programmer, and for what is none at all.</summary>
    public FaultCode? Refusal { get; init; }

    /// <summary>The product string it must have; null for any.</summary>
    public string? Product { get; init; }

    /// <summary>True for a device whose strings could not be read, or that has none.</summary>
    public bool Nameless { get; init; }

    internal bool Fits(UsbDeviceInfo device) =>
        Id == device.Id
        && (Product is null || Product.Equals(device.Product, StringComparison.OrdinalIgnoreCase))
        && (!Nameless || (device.Product is null && device.Manufacturer is null));
}

/// <summary>What USB devices are, as far as ids and strings tell. Serial ports are not among them.</summary>
public static class KnownUsbDevices
{
    /// <summary>The pair V-USB gives away to everyone, and asks to be told apart by strings (USB-IDs-for-free.txt).</summary>
    private static readonly UsbId VUsb = new(0x16C0, 0x05DC);

    private static readonly UsbId UsbTiny = new(0x1781, 0x0C9F);

    private const ushort Atmel = 0x03EB, StMicro = 0x0483;

    /// <summary>Of several rows with the same ids the first that fits counts.</summary>
    private static readonly KnownUsbDevice[] Rows =
    [
        new(VUsb, "USBasp, or a keyboard or board in USBaspLoader: they show themselves alike")
        {
            Programmer = "usbasp",
            Product = "USBasp",
        },
        new(VUsb, "USBasp or any other V-USB device: the ids are shared, and its name is unknown")
        {
            Programmer = "usbasp",
            Nameless = true,
        },
        new(VUsb, "a V-USB device with the ids USBasp shares; by its name no USBasp"),
        new(UsbTiny, "an Adafruit Trinket or Gemma in its bootloader, which shares the ids of USBtinyISP") { Product = "Trinket" },
        new(UsbTiny, "USBtinyISP (SparkFun Pocket AVR, Adafruit USBtinyISP)") { Programmer = "usbtiny" },
        new(new(Atmel, 0x2104), "AVRISP mkII, or LUFA's AVRISP-MKII clone") { Programmer = "avrispmkii" },
        new(new(Atmel, 0x2107), "AVR Dragon"),
        new(new(Atmel, 0x2141), "Atmel-ICE"),
        new(new(StMicro, 0x3744), "ST-Link/V1") { Refusal = FaultCode.ProbeOfAnotherKind },
        StLink(0x3748, "ST-Link/V2"),
        StLink(0x374B, "ST-Link/V2-1"),
        StLink(0x374A, "ST-Link/V2-1 with audio"),
        StLink(0x3742, "ST-Link/V2-1 without mass storage"),
        StLink(0x3752, "ST-Link/V2-1 without mass storage"),
        StLink(0x374E, "ST-Link/V3E"),
        StLink(0x374F, "ST-Link/V3S"),
        StLink(0x3753, "ST-Link/V3 with two serial ports"),
        StLink(0x3754, "ST-Link/V3 without mass storage"),
        StLink(0x3757, "ST-Link/V3PWR"),
        new(new(StMicro, 0x374D), "ST-Link/V3 in its USB loader: needs a firmware update") { Refusal = FaultCode.ProbeInLoader },
        new(new(StMicro, 0x3755), "ST-Link/V3PWR in its USB loader: needs a firmware update") { Refusal = FaultCode.ProbeInLoader },
    ];

    /// <summary>Ids of every ST-Link from V2 on, and of those that are refused with a sentence of their own.</summary>
    public static IReadOnlyList<UsbId> StLinks { get; } = [.. Rows.Select(row => row.Id).Where(id => id.Vendor == StMicro)];

    /// <summary>Whether such a device is worth listing.</summary>
    public static bool Knows(UsbId id) => Rows.Any(row => row.Id == id);

    /// <summary>Catalogue id of the programmer that a device with these ids may be; null for none of ours.</summary>
    public static string? ProgrammerWith(UsbId id) => Array.Find(Rows, row => row.Id == id && row.Programmer is not null)?.Programmer;

    /// <summary>What a device is; null for one that is not known.</summary>
    public static KnownUsbDevice? Identify(UsbDeviceInfo device) => Rows.FirstOrDefault(row => row.Fits(device));

    /// <summary>Whether a device may be this programmer: its ids are right, and its name does not say otherwise.</summary>
    /// <param name="programmer">Catalogue id.</param>
    /// <param name="device">As listed.</param>
    public static bool MayBe(string programmer, UsbDeviceInfo device) => Identify(device)?.Programmer == programmer;

    private static KnownUsbDevice StLink(ushort product, string what) => new(new(StMicro, product), what) { Programmer = "stlink-v2" };

    /// <summary>Ids that tell little: shared by projects that never bought their own, or an adapter's. Null for others.</summary>
    public static string? WhoElse(UsbId id) => id switch
    {
        { Vendor: 0x16C0, Product: 0x0483 } => "ids shared by Teensy and other V-USB and LUFA serial devices",
        { Vendor: 0x16C0, Product: 0x05DC } => "ids shared by USBasp and other V-USB devices",
        { Vendor: 0x16C0, Product: 0x05E1 or 0x27DD } => "ids shared by many serial devices",
        { Vendor: 0x0403 or 0x1A86 or 0x10C4 or 0x067B } => "an adapter; its ids do not tell the board behind it",
        _ => null,
    };
}
