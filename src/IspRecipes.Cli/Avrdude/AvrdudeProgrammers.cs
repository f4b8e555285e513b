using IspRecipes.Devices.Catalog;

namespace IspRecipes.Cli.Avrdude;

/// <summary>avrdude's programmer ids and ours.</summary>
internal static class AvrdudeProgrammers
{
    private const string Bootloader = "it speaks to a bootloader over the board's own USB or serial port, and recipes program by ISP";

    private static readonly Dictionary<string, string> Ours = new(StringComparer.OrdinalIgnoreCase)
    {
        ["avrisp"] = "avrisp",
        ["arduino_as_isp"] = "avrisp",
        ["stk500v1"] = "stk500v1",
        ["arduino"] = "arduino",
        ["usbasp"] = "usbasp",
        ["usbasp-clone"] = "usbasp",
        ["usbtiny"] = "usbtiny",
        ["buspirate"] = "buspirate",
        ["stk500v2"] = "stk500v2",
        ["stk500"] = "stk500v2",
        ["avrispv2"] = "stk500v2",
        ["avrisp2"] = "avrispmkii",
        ["avrispmkII"] = "avrispmkii",
    };

    private static readonly Dictionary<string, string> Reasons = new(StringComparer.OrdinalIgnoreCase)
    {
        ["wiring"] = Bootloader,
        ["avr109"] = Bootloader,
        ["avr910"] = "isprecipe has no driver for the AVR910 protocol",
        ["avr911"] = Bootloader,
        ["butterfly"] = Bootloader,
        ["flip1"] = Bootloader,
        ["flip2"] = Bootloader,
        ["urclock"] = Bootloader,
        ["buspirate_bb"] = "the Bus Pirate is driven in its binary SPI mode here: write -c buspirate",
        ["arduinoisp"] = "it is USBtiny firmware with ids of its own: write -c usbtiny -P usb:2341:0049",
    };

    /// <summary>The row of what avrdude calls so; null where there is none.</summary>
    /// <param name="name">As behind <c>-c</c>.</param>
    /// <param name="baud">As behind <c>-b</c>; an <c>arduino</c> at 19200 baud is ArduinoISP, as people use it, and no bootloader.</param>
    public static ProgrammerRow? Find(string name, string? baud) => !Ours.TryGetValue(name, out string? id) ? null
        : ProgrammerCatalog.Find(id == "arduino" && baud == "19200" ? "avrisp" : id);

    /// <summary>Why there is none.</summary>
    public static string Reason(string name) => Reasons.GetValueOrDefault(name, "isprecipe has no driver for that programmer");
}
