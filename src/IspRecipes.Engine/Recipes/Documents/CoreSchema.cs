using System.Globalization;

namespace IspRecipes.Engine.Recipes.Documents;

/// <summary>What an unquoted scalar means: the core schema of YAML 1.2 (section 10.3.2), as editors read it.</summary>
internal static class CoreSchema
{
    /// <returns>null, bool, long, double or the text itself.</returns>
    public static object? Resolve(string text) => text switch
    {
        "" or "~" or "null" or "Null" or "NULL" => null,
        "true" or "True" or "TRUE" => true,
        "false" or "False" or "FALSE" => false,
        _ => char.IsAsciiDigit(text[0]) || text[0] is '-' or '+' or '.' ? Number(text) : text,
    };

    /// <summary>
    /// True for <c>017</c>, which YAML 1.1 reads as 15 and YAML 1.2 as 17: too dangerous for a fuse to guess.
    /// </summary>
    public static bool HasLeadingZero(string text)
    {
        ReadOnlySpan<char> digits = WithoutSign(text);
        return digits.Length > 1 && digits[0] == '0' && !digits.ContainsAnyExceptInRange('0', '9');
    }

    private static object Number(string text)
    {
        ReadOnlySpan<char> digits = WithoutSign(text);
        if (digits.StartsWith("0x") && digits.Length == text.Length)
        {
            return InBase(digits[2..], 16) ?? (object)text;
        }

        if (digits.StartsWith("0o") && digits.Length == text.Length)
        {
            return InBase(digits[2..], 8) ?? (object)text;
        }

        if (digits.Length > 0 && !digits.ContainsAnyExceptInRange('0', '9') && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole))
        {
            return whole;
        }

        return IsFloat(digits) ? double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture) : NamedFloat(text);
    }

    private static long? InBase(ReadOnlySpan<char> digits, int radix)
    {
        long value = 0;
        foreach (char digit in digits)
        {
            int worth = char.IsAsciiHexDigit(digit) ? Convert.ToInt32($"{digit}", 16) : radix;
            if (worth >= radix || value > long.MaxValue / radix - radix)
            {
                return null;
            }

            value = (value * radix) + worth;
        }

        return digits.Length > 0 ? value : null;
    }

    /// <summary><c>( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?</c></summary>
    private static bool IsFloat(ReadOnlySpan<char> text)
    {
        int exponent = text.IndexOfAny('e', 'E');
        ReadOnlySpan<char> power = exponent < 0 ? "1" : WithoutSign(text[(exponent + 1)..]);
        ReadOnlySpan<char> mantissa = exponent < 0 ? text : text[..exponent];
        int point = mantissa.IndexOf('.');
        ReadOnlySpan<char> whole = point < 0 ? mantissa : mantissa[..point];
        ReadOnlySpan<char> fraction = point < 0 ? [] : mantissa[(point + 1)..];
        return whole.Length + fraction.Length > 0
            && power.Length > 0
            && !whole.ContainsAnyExceptInRange('0', '9')
            && !fraction.ContainsAnyExceptInRange('0', '9')
            && !power.ContainsAnyExceptInRange('0', '9');
    }

    private static object NamedFloat(string text) => text switch
    {
        ".inf" or ".Inf" or ".INF" or "+.inf" or "+.Inf" or "+.INF" => double.PositiveInfinity,
        "-.inf" or "-.Inf" or "-.INF" => double.NegativeInfinity,
        ".nan" or ".NaN" or ".NAN" => double.NaN,
        _ => text,
    };

    private static ReadOnlySpan<char> WithoutSign(ReadOnlySpan<char> text) =>
        text.Length > 0 && text[0] is ('-' or '+') ? text[1..] : text;
}
