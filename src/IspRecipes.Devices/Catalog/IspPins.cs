using IspRecipes.Devices.Parts;

namespace IspRecipes.Devices.Catalog;

/// <summary>Where a part has SCK, MOSI and MISO while RESET is low: section "Serial Downloading" of its datasheet.</summary>
internal sealed record IspPins(string Sck, string Mosi, string Miso, params string[] Notes)
{
    /// <summary>As they are printed on an ISP header.</summary>
    public static readonly IspPins Unknown =
        new("SCK", "MOSI", "MISO", "The part's datasheet, section Serial Downloading, says which pins these are.");

    /// <summary>
    /// By the beginnings of ids, the first that fits. A number with a letter is an Atmel datasheet, its table "Pin Mapping Serial
    /// Programming"; a device file is Microchip's ATDF, signals PDI and PDO, else those of SPI or USI (DI, DO, USCK).
    /// </summary>
    private static readonly (string[] Ids, IspPins Pins)[] Families =
    [
        // 2490R (ATmega64) 127, 8160E (64A) 31-13, 2549Q (1281, 2561) 30-15, column TQFP-64; device files of the ATmega64, 128 and their A;
        // AT90CAN: symbol of the AT90CAN128 in KiCad's kicad-library, atmel.lib.
        (["atmega64", "atmega128", "atmega1281", "atmega2561", "at90can32", "at90can64", "at90can128"], new("SCK (PB1)", "PDI (PE0)", "PDO (PE1)", "MOSI and MISO of this part are not its ISP pins: PDI and PDO are.")),

        // 7766J (16U4, 32U4) 28-14, 7593L (AT90USB64/128) 30-14 (its first edition, 7593A, has PE0 and PE1); device files of the U2s and
        // U4s; the AT90USB82 and 162 have the pinout of the U2s.
        (["atmega8u2", "atmega16u2", "atmega32u2", "atmega16u4", "atmega32u4", "at90usb"], Of("PB1", "PB2", "PB3")),

        // 2549Q 30-15, column TQFP-100.
        (["atmega640", "atmega1280", "atmega2560"], Of("PB1", "PB2", "PB3")),

        // Device files, SPI0 of the PB parts.
        (["atmega48", "atmega88", "atmega168", "atmega328"], Of("PB5", "PB3", "PB4")),

        // Device files, SPI0 of the PB part; ATmega8535: MightyCore, avr/variants/standard8535/pins_arduino.h.
        (["atmega16", "atmega32", "atmega164", "atmega324", "atmega644", "atmega1284", "atmega8535"], Of("PB7", "PB5", "PB6")),

        // Device files of the ATmega8 and 8A.
        (["atmega8"], Of("PB5", "PB3", "PB4")),

        // Device files of the ATtiny25, 45 and 85; the ATtiny13 has the same pinout.
        (["attiny13", "attiny25", "attiny45", "attiny85"], Of("PB2", "PB0", "PB1")),

        // Device files of the A parts; avr-libc, iotn24a.h and iotn44a.h.
        (["attiny24", "attiny44", "attiny84"], Of("PA4", "PA6", "PA5")),

        // avr-libc, iotn2313a.h and iotn4313.h.
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
