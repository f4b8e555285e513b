namespace IspRecipes.Devices.Parts;

/// <summary>Where a chip's core clock comes from. A chip whose clock is missing is dead to ISP.</summary>
public enum ClockClass
{
    /// <summary>A signal that something on the board drives.</summary>
    External,

    /// <summary>An RC oscillator or PLL on the chip, 1 MHz and above.</summary>
    Internal,

    /// <summary>A 128 kHz or 32 kHz oscillator on the chip: SCK below 32 kHz, which most programmers cannot do.</summary>
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

/// <summary>A row of the datasheet's clock table: the fuse values that choose one clock.</summary>
/// <param name="Mask">The bits of the clock fuse that matter.</param>
/// <param name="Bits">Their values; 0 elsewhere.</param>
/// <param name="Choice">The clock.</param>
public sealed record ClockRow(byte Mask, byte Bits, ClockChoice Choice);
