using IspRecipes.Devices.Parts;

namespace IspRecipes.Devices.Catalog;

/// <summary>Where a part has SCK, MOSI and MISO while RESET is low: section "Serial Downloading" of its datasheet.</summary>
internal sealed record IspPins(string Sck, string Mosi, string Miso, params string[] Notes)
{
    /// <summary>As they are printed on an ISP header.</summary>
    public static readonly IspPins Unknown =
        new("SCK", "MOSI", "MISO", "The part's datasheet, section Serial Downloading, says which pins these are.");

    /// <summary>By the beginnings of ids, the first that fits.</summary>
    private static readonly (string[] Ids, IspPins Pins)[] Families =
    [
        // Not the pins of the SPI unit: table "Pin Mapping Serial Programming" of the ATmega64A's, the ATmega1281's and the AT90CAN's datasheets.
        (["atmega64", "atmega128", "atmega1281", "atmega2561", "at90can32", "at90can64", "at90can128"], new("SCK (PB1)", "PDI (PE0)", "PDO (PE1)", "MOSI and MISO of this part are not its ISP pins: PDI and PDO are.")),
        (["atmega8u2", "atmega16u2", "atmega32u2", "atmega16u4", "atmega32u4", "at90usb"], Of("PB1", "PB2", "PB3")),
        (["atmega640", "atmega1280", "atmega2560"], Of("PB1", "PB2", "PB3")),
        (["atmega48", "atmega88", "atmega168", "atmega328"], Of("PB5", "PB3", "PB4")),
        (["atmega16", "atmega32", "atmega164", "atmega324", "atmega644", "atmega1284", "atmega8535"], Of("PB7", "PB5", "PB6")),
        (["atmega8"], Of("PB5", "PB3", "PB4")),
        (["attiny13", "attiny25", "attiny45", "attiny85"], Of("PB2", "PB0", "PB1")),
        (["attiny24", "attiny44", "attiny84"], Of("PA4", "PA6", "PA5")),
        (["attiny2313", "attiny4313"], Of("PB7", "PB5", "PB6")),
    ];

    public static IspPins Of(AvrPart part) =>
        Families.FirstOrDefault(family => family.Ids.Any(id => Begins(part.Id, id))).Pins ?? Unknown;

    /// <summary>A variant of a part ends in letters: the atmega328pb is an atmega328, the atmega3290 is not, nor is the atmega16hvb.</summary>
    private static bool Begins(string part, string id) =>
        part.StartsWith(id, StringComparison.Ordinal)
        && (id == "at90usb" || part[id.Length..] is "" or "a" or "p" or "pa" or "pb" or "v" or "l" or "rc");

    private static IspPins Of(string sck, string mosi, string miso) => new($"SCK ({sck})", $"MOSI ({mosi})", $"MISO ({miso})");
}
