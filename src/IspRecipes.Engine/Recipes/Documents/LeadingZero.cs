using IspRecipes.Engine.Diagnostics;

namespace IspRecipes.Engine.Recipes.Documents;

/// <summary>The diagnostic for a number such as <c>017</c>.</summary>
internal static class LeadingZero
{
    public static Diagnostic In(string text, SourceSpan where)
    {
        string sign = text[0] is '-' or '+' ? text[..1] : "";
        string digits = text[sign.Length..].TrimStart('0');
        digits = digits.Length == 0 ? "0" : digits;
        bool octal = digits.Length is > 1 and <= 20 && sign.Length == 0 && !digits.AsSpan().ContainsAnyExceptInRange('0', '7');
        return DiagnosticCatalog.Of(
            DiagnosticCode.YamlLeadingZero,
            where,
            text,
            sign + digits,
            octal ? $"0o{digits}" : null,
            octal ? Convert.ToInt64(digits, 8) : null);
    }
}
