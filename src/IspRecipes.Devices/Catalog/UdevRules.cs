using System.Globalization;
using System.Text;
using IspRecipes.Devices.Links;

namespace IspRecipes.Devices.Catalog;

/// <summary>
/// The rules that let whoever sits at a Linux computer use every programmer of the catalogue, and every bootloader of the known
/// files. Made from the catalogue, so that no id is written twice.
/// </summary>
public static class UdevRules
{
    /// <summary>Must sort before 73-seat-late.rules, where the tag takes effect, and before ModemManager's 77-mm-*.</summary>
    public const string Place = "/etc/udev/rules.d/70-isprecipe.rules";

    /// <summary>What the first line begins with, by which a file of ours is known.</summary>
    public const string Mark = "# Programmers and bootloaders, by isprecipe doctor --udev.";

    /// <summary>Bootloaders without a known file: HalfKay (Teensy), and the one in an STM32's ROM.</summary>
    private static readonly UsbId[] OtherBootloaders = [new(0x16C0, 0x0478), new(0x0483, 0xDF11)];

    /// <summary>Ids of all programmers that are no serial ports, in the catalogue's order.</summary>
    public static IReadOnlyList<UsbId> UsbProgrammers { get; } =
        [.. ProgrammerCatalog.Rows.Where(row => row.Reach is not Reach.Serial).SelectMany(row => row.UsbIds).Distinct()];

    private static IEnumerable<ProgrammerRow> SerialRows => ProgrammerCatalog.Rows.Where(row => row.Reach is Reach.Serial);

    /// <summary>The rules as a file.</summary>
    public static string Text()
    {
        StringBuilder text = new($"""
            {Mark} Put them where udev reads them:
            #
            #     isprecipe doctor --udev | sudo tee {Place}
            #     sudo udevadm control --reload-rules && sudo udevadm trigger
            #
            # The tag 'uaccess' is for whoever is logged in at this computer. Where nobody is (ssh, a build server), put
            # GROUP="plugdev", or another group of yours, behind each MODE="0660".

            """.ReplaceLineEndings("\n"));
        UsbId[] bootloaders = [.. KnownFiles.All.Where(file => file.Kind is not ("atmel-dfu" or "caterina")).Select(file => file.Usb), .. OtherBootloaders];
        UsbId[] caterinas = [.. KnownFiles.All.Where(file => file.Kind == "caterina").Select(file => file.Usb)];
        ushort[] vendors = [.. SerialRows.SelectMany(row => row.UsbVendors).Distinct()];
        UsbId[] serial = [.. SerialRows.SelectMany(row => row.UsbIds).Concat(caterinas).Distinct().Where(id => !vendors.Contains(id.Vendor))];
        UsbId[] usb = [.. bootloaders.Distinct().Except(UsbProgrammers).Except(serial)];

        foreach (ProgrammerRow row in ProgrammerCatalog.Rows.Where(row => row.Reach is not Reach.Serial))
        {
            Section($"{row.Description}.", row.UsbIds.Select(ForUsb));
        }

        Section("Serial programmers, and Caterina. ModemManager would talk to them when they are plugged in.",
            [.. vendors.SelectMany(vendor => ForSerial(Of("S", vendor))), .. serial.SelectMany(id => ForSerial(Of("S", id)))]);
        Section("Bootloaders. All of Atmel's DFU bootloaders have a product id 2FFx.",
            [$"SUBSYSTEM==\"usb\", {Of("", 0x03EB)}, ATTR{{idProduct}}==\"2ff[0-9a-f]\", {Seated}", .. usb.Select(ForUsb)]);
        return text.ToString();

        void Section(string title, IEnumerable<string> rules) =>
            text.Append(CultureInfo.InvariantCulture, $"\n# {title}\n{string.Join('\n', rules)}\n");
    }

    /// <summary>The rule for a device that is no serial port.</summary>
    public static string ForUsb(UsbId id) => $"SUBSYSTEM==\"usb\", {Of("", id)}, {Seated}";

    private const string Seated = "MODE=\"0660\", TAG+=\"uaccess\"";

    /// <summary>The tty, and the device above it, at which ModemManager looks.</summary>
    private static string[] ForSerial(string ids) =>
    [
        $"SUBSYSTEM==\"tty\", {ids}, TAG+=\"uaccess\"",
        $"SUBSYSTEM==\"usb\", ENV{{DEVTYPE}}==\"usb_device\", {ids.Replace("ATTRS", "ATTR", StringComparison.Ordinal)}, ENV{{ID_MM_DEVICE_IGNORE}}=\"1\"",
    ];

    /// <param name="above">"S" to look at the devices above as well.</param>
    private static string Of(string above, UsbId id) => $"{Of(above, id.Vendor)}, ATTR{above}{{idProduct}}==\"{id.Product:x4}\"";

    private static string Of(string above, ushort vendor) => $"ATTR{above}{{idVendor}}==\"{vendor:x4}\"";
}
