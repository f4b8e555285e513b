using System.Text;

namespace IspRecipes.Engine.Recipes.Documents;

/// <summary>Text as a scalar of YAML, such that this and every other reader of YAML 1.2 reads the same text again.</summary>
internal static class YamlText
{
    private const string PlainMarks = "_-+./() ";

    /// <summary>
    /// A value of a recipe: the text itself where nothing in it means something else, else in double quotes. A <c>${</c> is
    /// kept from being a variable.
    /// </summary>
    public static string Scalar(string text) => Scalar(text, PlainMarks + ",");

    /// <summary>The same between braces or brackets, where a comma ends it.</summary>
    public static string InFlow(string text) => Scalar(text, PlainMarks);

    private static string Scalar(string text, string marks)
    {
        string literal = text.Replace("${", "$${", StringComparison.Ordinal);
        return IsPlain(literal, marks) ? literal : Quoted(literal);
    }

    private static bool IsPlain(string text, string marks) =>
        text.Length > 0
        && (char.IsLetterOrDigit(text[0]) || text[0] is '_' or '.' or '/')
        && text[^1] != ' '
        && text.All(character => char.IsLetterOrDigit(character) || marks.Contains(character))
        && !text.StartsWith("...", StringComparison.Ordinal)
        && CoreSchema.Resolve(text) is string
        && !CoreSchema.HasLeadingZero(text);

    private static string Quoted(string text)
    {
        StringBuilder quoted = new("\"");
        foreach (Rune rune in text.EnumerateRunes())
        {
            quoted.Append(rune.Value switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\t' => "\\t",
                _ when Rune.IsControl(rune) || rune.Value is 0x2028 or 0x2029 or 0xFEFF or > 0xFFFC and < 0x10000 => $"\\u{rune.Value:X4}",
                _ => rune.ToString(),
            });
        }

        return quoted.Append('"').ToString();
    }
}
