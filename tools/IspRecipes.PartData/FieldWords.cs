using System.Text.RegularExpressions;

namespace IspRecipes.PartData;

/// <summary>What the fields are, in our own words, and which of them the datasheet tables together.</summary>
internal static partial class FieldWords
{
    private static readonly Dictionary<string, string> Words = new()
    {
        ["BLB0"] = "protection of the application section",
        ["BLB1"] = "protection of the boot section",
        ["BODACT"] = "brown-out detector while the chip is awake",
        ["BODEN"] = "brown-out detector",
        ["BODLEVEL"] = "brown-out level",
        ["BODPD"] = "brown-out detector in sleep",
        ["BOOTRST"] = "reset starts the boot section",
        ["BOOTSZ"] = "size of the boot section",
        ["CFD"] = "clock failure detection",
        ["CKDIV8"] = "core clock divided by 8 at start",
        ["CKOPT"] = "oscillator options",
        ["CKOUT"] = "core clock on a pin",
        ["CKSEL"] = "clock source",
        ["DUVRDINIT"] = "Deep Under-Voltage Recovery starts disabled",
        ["DWEN"] = "debugWIRE on the reset pin",
        ["EESAVE"] = "EEPROM survives chip erase",
        ["HWBE"] = "pin HWB low at reset starts the boot section",
        ["JTAGEN"] = "JTAG interface",
        ["LB"] = "protection from programmers",
        ["M103C"] = "compatible with the ATmega103",
        ["M161C"] = "compatible with the ATmega161",
        ["OCDEN"] = "on-chip debugging",
        ["OSCSEL"] = "oscillator",
        ["OSCSEL0"] = "oscillator",
        ["PLLCK"] = "core clock from the PLL",
        ["PSC0RB"] = "PSC0 outputs in reset",
        ["PSC1RB"] = "PSC1 outputs in reset",
        ["PSC2RB"] = "PSC2 outputs in reset",
        ["PSC2RBA"] = "PSC2 outputs 22 and 23 in reset",
        ["PSCINRB"] = "PSC inputs in reset",
        ["PSCRB"] = "PSC outputs in reset",
        ["PSCRV"] = "level of the PSC outputs in reset",
        ["PSCRVA"] = "level of the PSC outputs A in reset",
        ["PSCRVB"] = "level of the PSC outputs B in reset",
        ["RSTDISBL"] = "reset pin is an I/O pin",
        ["S8515C"] = "compatible with the AT90S8515",
        ["S8535C"] = "compatible with the AT90S8535",
        ["SELFPRGEN"] = "self-programming",
        ["SPIEN"] = "serial programming",
        ["SUT"] = "start-up time",
        ["TA0SEL"] = "reserved for factory tests",
        ["ULPOSCSEL"] = "frequency of the ultra low power oscillator",
        ["WDTON"] = "watchdog always on",
        ["SUT_CKSEL"] = "start-up time and clock source",
        ["PLLCK_SUT_CKSEL"] = "PLL, start-up time and clock source",
    };

    /// <param name="field">The pin of CKOUT is in its caption.</param>
    public static string Of(AtdfField field)
    {
        string words = Words[field.Name];
        return field.Name == "CKOUT" && Pin().Match(field.Caption) is { Success: true } pin
            ? $"core clock on P{pin.Groups[1].Value}"
            : words;
    }

    /// <summary>The fields of a combined one, highest bit first; a field that is none gives itself.</summary>
    public static IEnumerable<AtdfField> Parts(AtdfField field)
    {
        if (!field.Name.Contains('_'))
        {
            return [field];
        }

        // CKSEL is the lowest run of bits: four of them, or two where the field has gaps or only four in all.
        int lowest = field.Mask & -field.Mask;
        int cksel = field.Mask is 0x0F or 0x33 ? 0x03 * lowest : 0x0F * lowest;
        int pllck = field.Name.StartsWith("PLLCK", StringComparison.Ordinal) ? 0x80 : 0;
        AtdfField[] parts =
        [
            new("PLLCK", pllck, "", []),
            new("SUT", field.Mask & ~cksel & ~pllck, "", []),
            new("CKSEL", cksel, "", []),
        ];
        return parts.Where(part => part.Mask != 0);
    }

    [GeneratedRegex(@"(?:PORT|P)([A-Z]\d)")]
    private static partial Regex Pin();
}
