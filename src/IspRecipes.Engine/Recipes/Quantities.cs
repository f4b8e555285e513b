using System.Globalization;

namespace IspRecipes.Engine.Recipes;

/// <summary>Numbers with units as the trade writes them.</summary>
public static class Quantities
{
    /// <summary><c>16 MHz</c>, <c>375 kHz</c>, in Hz.</summary>
    public static double? Frequency(string text) => Split(text) switch
    {
        (var number, "Hz") => Positive(number),
        (var number, "kHz") => Positive(number * 1e3),
        (var number, "MHz") => Positive(number * 1e6),
        _ => null,
    };

    /// <summary>A bit clock in Hz, given as a frequency or as its period: <c>10 us</c> is 100 kHz.</summary>
    public static double? BitClock(string text) => Split(text) switch
    {
        (var period, "us" or "µs" or "μs") => Positive(1e6 / period),
        (var period, "ms") => Positive(1e3 / period),
        _ => Frequency(text),
    };

    /// <summary><c>5 V</c>.</summary>
    public static double? Voltage(string text) => Split(text) is (var volts, "V") ? Positive(volts) : null;

    /// <summary><c>128K</c>, <c>128 KiB</c>, <c>1M</c>, in bytes.</summary>
    public static double? MemorySize(string text) => Split(text) switch
    {
        (var number, "K" or "KiB") => Positive(number * 1024),
        (var number, "M" or "MiB") => Positive(number * 1024 * 1024),
        _ => null,
    };

    /// <summary><c>16 MHz crystal</c>.</summary>
    public static BoardClock? Clock(string text)
    {
        int gap = text.LastIndexOf(' ');
        return gap > 0
            && Frequency(text[..gap]) is { } hertz
            && Enum.TryParse(text[(gap + 1)..], ignoreCase: true, out ClockSource source)
            && char.IsAsciiLetter(text[gap + 1])
                ? new BoardClock(hertz, source)
                : null;
    }

    /// <summary><c>94</c>, <c>0x5E</c> or <c>-0x10</c>, within 32 bits and a sign; null for anything else.</summary>
    public static long? Integer(string text)
    {
        string digits = text.StartsWith('-') ? text[1..] : text;
        bool right = digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
            ? uint.TryParse(digits.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint number)
            : uint.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out number);
        return !right ? null : digits == text ? number : -(long)number;
    }

    private static double? Positive(double? value) => value is > 0 and < double.PositiveInfinity ? value : null;

    private static (double? Number, string Unit) Split(string text)
    {
        int digits = text.AsSpan().IndexOfAnyExcept("0123456789.");
        return digits > 0
            && double.TryParse(text[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number)
                ? (number, text[digits..].TrimStart(' '))
                : (null, "");
    }
}
