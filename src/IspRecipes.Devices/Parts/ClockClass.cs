namespace IspRecipes.Devices.Parts;

/// <summary>Where a chip's core clock comes from. A chip whose clock is missing is dead to ISP.</summary>
public enum ClockClass
{
    /// <summary>A signal that something on the board drives.</summary>
    External,

    /// <summary>An RC oscillator or PLL on the chip, 1 MHz and above.</summary>
    Internal,

    /// <summary>The 128 kHz oscillator on the chip: SCK below 32 kHz, which most programmers cannot do.</summary>
    InternalSlow,

    /// <summary>Resistor and capacitor on the board.</summary>
    ExternalRc,

    /// <summary>A 32 kHz watch crystal.</summary>
    WatchCrystal,

    /// <summary>A crystal or ceramic resonator of 400 kHz and above, low power or full swing.</summary>
    Crystal,

    /// <summary>A value that the datasheet leaves undefined.</summary>
    Reserved,
}

/// <summary>What a part's clock fuses choose.</summary>
/// <param name="Class">Kind of clock.</param>
/// <param name="MinHertz">Lowest frequency of the source, before CKDIV8; null where the datasheet states none.</param>
/// <param name="MaxHertz">Highest frequency of the source, before CKDIV8; null where the datasheet states none.</param>
public sealed record ClockChoice(ClockClass Class, double? MinHertz = null, double? MaxHertz = null);

/// <summary>The clock that a part's CKSEL fuses choose.</summary>
public static class ClockClasses
{
    /// <param name="part">The part; without CKDIV8 it is of the older family.</param>
    /// <param name="cksel">Value of the four CKSEL bits.</param>
    public static ClockClass Of(AvrPart part, int cksel)
    {
        if (part.FindField("CKDIV8") is null)
        {
            return OfOldMega(cksel);
        }

        return part.Id.StartsWith("attiny", StringComparison.Ordinal) ? OfTiny(cksel) : OfMega(cksel);
    }

    /// <summary>ATmega32A datasheet (Microchip DS40002072), table 10-1.</summary>
    private static ClockClass OfOldMega(int cksel) => cksel switch
    {
        0 => ClockClass.External,
        <= 4 => ClockClass.Internal,
        <= 8 => ClockClass.ExternalRc,
        9 => ClockClass.WatchCrystal,
        _ => ClockClass.Crystal,
    };

    /// <summary>ATtiny25/45/85 datasheet (Atmel-2586Q), table 6-1; 0001 is the PLL, 0011 the ATtiny15 mode.</summary>
    private static ClockClass OfTiny(int cksel) => cksel switch
    {
        0 => ClockClass.External,
        <= 3 => ClockClass.Internal,
        4 => ClockClass.InternalSlow,
        6 => ClockClass.WatchCrystal,
        >= 8 => ClockClass.Crystal,
        _ => ClockClass.Reserved,
    };

    /// <summary>
    /// ATmega328P (Atmel-7810D) table 8-1, ATmega2560 (Atmel-2549Q) table 10-1. The USB parts (Atmel-7766J table 6-1)
    /// lack the 128 kHz oscillator and the full swing crystal; those values count as what they are elsewhere.
    /// </summary>
    private static ClockClass OfMega(int cksel) => cksel switch
    {
        0 => ClockClass.External,
        1 => ClockClass.Reserved,
        2 => ClockClass.Internal,
        3 => ClockClass.InternalSlow,
        <= 5 => ClockClass.WatchCrystal,
        _ => ClockClass.Crystal,
    };
}
