using System.Globalization;
using System.Text.RegularExpressions;

namespace IspRecipes.PartData;

/// <summary>The clock that a value's name speaks of: <c>EXTXOSC_3MHZ_8MHZ_258CK_14CK_4MS1</c> is a crystal of 3 to 8 MHz.</summary>
internal static partial class ClockNames
{
    /// <summary>
    /// Old megaAVRs with CKOPT programmed drive crystals of 1 to 16 MHz at settings whose names promise less, and CKOPT
    /// is in another byte: the range that holds for both.
    /// </summary>
    private const string UpToFullSwing = "16000000";

    /// <summary>Begin of the name and class and frequency as in the part data; * stands for what the name says.</summary>
    private static readonly (string Begin, string Clock)[] Kinds =
    [
        ("EXTCLK", "external"),
        ("EXTFSXTAL", "crystal 400000 ?"),
        ("FSOSC", "crystal 400000 ?"),
        ("EXTHIFXTALRES", $"crystal 1000000 {UpToFullSwing}"),
        ("EXTMEDFXTALRES", $"crystal 900000 {UpToFullSwing}"),
        ("EXTLOFXTALRES", $"crystal 400000 {UpToFullSwing}"),
        ("EXTLOFXTAL", "watch-crystal 32768"),
        ("EXTRCOSC", "external-rc *"),
        ("EXTXOSC", "crystal *"),
        ("EXTCRES", "crystal *"),
        ("EXTXTALCRES", "crystal"),
        ("XOSC", "crystal *"),
        // ATmega128RFA1 and RFR2: the transceiver's crystal.
        ("TRXOSC", "crystal 16000000"),
        ("TOSC", "crystal 16000000"),
        ("INTRCOSC_128KHZ", "internal-slow 128000"),
        ("WDOSC_128KHZ", "internal-slow 128000"),
        ("INTULPOSC", "internal-slow *"),
        ("PLLCLK_PLLIN_EXTCLK", "external"),
        ("PLLCLK_PLLIN_EXTXOSC", "crystal 8000000"),
        ("PLLCLK_DIV4_PLLIN_EXTCLK", "external"),
        ("PLLCLK_DIV4_PLLIN_XOSC", "crystal *"),
        ("PLLCLK", "internal 16000000"),
        ("RC", "internal *"),
        // ATtiny25, 45 and 85 with the clock frequencies of the ATtiny15 (Atmel 2586D, 16): the core has a quarter.
        ("INTRCOSC_6MHZ4", "internal 1600000"),
        ("INTRCOSC", "internal *"),
        // ATtiny15: its CKSEL chooses start-up times of the one oscillator.
        ("SLOWPWR", "internal 1600000"),
        ("QUICKPWR", "internal 1600000"),
        ("VQUICKPWR", "internal 1600000"),
    ];

    /// <returns>As in the part data: <c>crystal 3000000 8000000</c>; null for a name of another kind.</returns>
    public static string? ClockOf(string name)
    {
        foreach ((string begin, string clock) in Kinds)
        {
            if (name.StartsWith(begin, StringComparison.Ordinal))
            {
                return clock.EndsWith('*') ? $"{clock[..^2]} {Frequency(name, clock)}".TrimEnd() : clock;
            }
        }

        return null;
    }

    private static string Frequency(string name, string clock)
    {
        string own = name.Split("_PLLIN")[0];
        string[] found = [.. Token().Matches(own).Take(2).Select(match => Hertz(match.Value))];
        return found switch
        {
            // Calibrated oscillators whose name has no frequency run at 8 MHz.
            [] => clock.StartsWith("internal", StringComparison.Ordinal) ? "8000000" : "",
            [_] when clock.StartsWith("internal", StringComparison.Ordinal) => found[0],
            [_] when own.Contains("_XX_" + Token().Match(own).Value, StringComparison.Ordinal) => $"? {found[0]}",
            [_] => $"{found[0]} ?",
            _ => $"{found[0]} {found[1]}",
        };
    }

    private static string Hertz(string token)
    {
        string unit = token.Contains("MHZ", StringComparison.Ordinal) ? "MHZ" : "KHZ";
        string number = token.Replace(unit, ".", StringComparison.Ordinal).TrimEnd('.');
        double scale = unit == "MHZ" ? 1e6 : 1e3;
        return (double.Parse(number, CultureInfo.InvariantCulture) * scale).ToString("0", CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"\d+[MK]HZ\d*")]
    private static partial Regex Token();
}
