using System.Text.RegularExpressions;

namespace IspRecipes.Engine.Diagnostics;

/// <summary>What stays the same in a message each time it is printed: its words, without numbers, paths and names with digits.</summary>
internal static partial class MessageWords
{
    /// <summary>Who speaks, and how loud: said with any message.</summary>
    private static readonly string[] Speakers = ["avrdude", "error", "warning", "warn", "info", "exe"];

    /// <summary>In lower case and in their order; in time linear in the text, whatever it holds.</summary>
    public static string[] Of(string text) =>
    [
        .. Word().Matches(Varying().Replace(
                NoSignature().Replace(text.Replace("n't", "nt", StringComparison.Ordinal).Replace("cannot", "cant", StringComparison.Ordinal), " nosignature "), " "))
            .Select(match => match.Value.ToLowerInvariant())
            .Where(word => !Speakers.Contains(word)),
    ];

    /// <summary>The one number that says something: a signature of zeros or ones, 0x000000 or FF FF FF.</summary>
    [GeneratedRegex(@"\b(?:0x)?(?:00 ?00 ?00|FF ?FF ?FF)\b", RegexOptions.IgnoreCase)]
    private static partial Regex NoSignature();

    /// <summary>Paths, tried where one begins and nowhere in it, and names with digits but without the underscore of a function's name.</summary>
    [GeneratedRegex(@"(?<!\S)\S*[/\\]\S*|\b(?![A-Za-z]\w*_\w*\b)\w*\d\w*\b")]
    private static partial Regex Varying();

    [GeneratedRegex("[A-Za-z]{2,}")]
    private static partial Regex Word();
}
