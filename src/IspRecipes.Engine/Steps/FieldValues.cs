using System.Globalization;
using System.Text.RegularExpressions;
using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Recipes.Documents;

namespace IspRecipes.Engine.Steps;

/// <summary>Values of fuse fields as people write and read them: numbers, on and off, or the datasheet's names.</summary>
public static partial class FieldValues
{
    private const int MostNames = 6;

    /// <summary>
    /// The value that <paramref name="text"/> means; null where it means none. A number that the field can hold is the
    /// value itself, a larger one is looked up among the names (2048 of 2048W). <c>on</c> is 0, programmed.
    /// </summary>
    public static int? Read(FuseField field, string text)
    {
        string word = text.Trim();
        if (field.IsFlag && IsOnOrOff(word))
        {
            // Names such as CFD_DISABLED for a programmed bit would contradict on: such a bit is given by name.
            return field.Values.Any(named => named.Name.EndsWith("ABLED", StringComparison.Ordinal)) ? null : Same(word, "on") ? 0 : 1;
        }

        if (CoreSchema.Resolve(word) is long number)
        {
            return number >= 0 && number <= field.Max ? (int)number : Only(field, name => Leading(name) == number);
        }

        return Only(field, name => Same(name, word)) ?? Only(field, name => Means(name, word));
    }

    /// <summary>As a recipe takes it: <c>on</c>, <c>2048W</c>, <c>2V6</c>, <c>14</c>.</summary>
    public static string Setting(FuseField field, int value) => NameOf(field, value)
        ?? (field is { IsFlag: true, Values.Count: 0 } ? value == 0 ? "on" : "off" : $"{value}");

    /// <summary>As people say it, and a recipe takes it too: <c>on</c>, <c>2048 words</c>, <c>2.6 V</c>, <c>off</c>.</summary>
    public static string Words(FuseField field, int value) => NameOf(field, value) is string name
        ? Volts(name) is double volts ? FormattableString.Invariant($"{volts:0.0#} V")
            : WordCount(name) is long words ? $"{words} words"
            : !field.IsFlag && OffName().IsMatch(name) ? "off"
            : name
        : Setting(field, value);

    /// <summary>True where the datasheet names the value, or needs no name for it.</summary>
    public static bool IsNamed(FuseField field, int value) => NameOf(field, value) is not null;

    /// <summary>What may be written, those first that are most like <paramref name="word"/> where there are many.</summary>
    public static IReadOnlyList<string> Allowed(FuseField field, string word)
    {
        string[] names = [.. field.Values.Select(value => value.Name)];
        string[] numbers = [field is { IsFlag: true, Values.Count: 0 } ? "on, off" : $"0 to {field.Max}"];
        return names.Length <= MostNames
            ? [.. names, .. numbers]
            : [.. names.OrderBy(name => Diagnostics.Suggestion.Distance(name, word)).Take(MostNames), $"… {names.Length - MostNames} more", .. numbers];
    }

    /// <summary>Volts of a brown-out level by its name, 2.6 for <c>2V6</c>; null for another kind of name.</summary>
    public static double? Volts(string name) => VoltName().Match(name) is { Success: true } match
        ? double.Parse($"{match.Groups[1]}.{match.Groups[2]}", CultureInfo.InvariantCulture)
        : null;

    /// <summary>A number as in a recipe: 94, 0x5E, 0o136; null where it is none.</summary>
    public static long? Number(string text) => CoreSchema.HasLeadingZero(text) ? null : CoreSchema.Resolve(text) as long?;

    private static bool IsOnOrOff(string word) => Same(word, "on") || Same(word, "off");

    /// <summary>The name of a value; null where it has none that is its own.</summary>
    private static string? NameOf(FuseField field, int value) =>
        field.Values.FirstOrDefault(named => named.Value == value)?.Name is string name && Read(field, name) == value ? name : null;

    private static int? Only(FuseField field, Func<string, bool> meant)
    {
        int[] values = [.. field.Values.Where(value => meant(value.Name)).Select(value => value.Value).Distinct()];
        return values is [int only] ? only : null;
    }

    private static bool Means(string name, string word) =>
        (VoltText().Match(word) is { Success: true } volts && Volts(name) == Parse(volts))
        || (WordText().Match(word) is { Success: true } words && WordCount(name) == Parse(words))
        || (Same(word, "off") && OffName().IsMatch(name));

    private static double Parse(Match match) => double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);

    private static long? WordCount(string name) => WordName().IsMatch(name) ? Leading(name) : null;

    private static long? Leading(string name) =>
        long.TryParse(string.Concat(name.TakeWhile(char.IsAsciiDigit)), CultureInfo.InvariantCulture, out long number) ? number : null;

    private static bool Same(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(@"^(\d)V(\d+)$", RegexOptions.IgnoreCase)]
    private static partial Regex VoltName();

    [GeneratedRegex(@"^(\d+(?:\.\d+)?) ?V?$", RegexOptions.IgnoreCase)]
    private static partial Regex VoltText();

    [GeneratedRegex(@"^\d+W(_|$)", RegexOptions.IgnoreCase)]
    private static partial Regex WordName();

    [GeneratedRegex(@"^(\d+) ?(?:w|words?)$", RegexOptions.IgnoreCase)]
    private static partial Regex WordText();

    [GeneratedRegex(@"^(BOD_?)?(DISABLED?|OFF)$", RegexOptions.IgnoreCase)]
    private static partial Regex OffName();
}
