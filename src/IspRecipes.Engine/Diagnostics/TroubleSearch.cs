using System.Text.RegularExpressions;

namespace IspRecipes.Engine.Diagnostics;

/// <summary>A section that fits what was pasted, and the quoted message by which it does.</summary>
/// <param name="Message">As the page quotes it.</param>
/// <param name="Share">Of the message's words, weighted by how rare they are, that were found in its order; 1 for all.</param>
public sealed record TroubleMatch(Trouble Trouble, string Message, double Share);

/// <summary>
/// Finds sections by the fixed words of the messages they quote: numbers, names with digits and paths vary, words do not. A
/// message fits where nearly all of its words follow each other in the text, with little between them.
/// </summary>
public static partial class TroubleSearch
{
    private const double LeastShare = 0.75;
    private const int MostMatches = 3;

    /// <summary>Beside a message that fits, one with less than this part of its weight is chance.</summary>
    private const double LeastOfBest = 0.5;

    /// <summary>Who speaks, and how loud: said with any message.</summary>
    private static readonly string[] Speakers = ["avrdude", "error", "warning", "warn", "info", "exe"];

    private static readonly Lazy<Dictionary<string, double>> Weights = new(Weigh);

    /// <summary>The best one to three, best first; empty where nothing fits.</summary>
    /// <param name="text">A message with whatever stands around it.</param>
    public static IReadOnlyList<TroubleMatch> Find(string text)
    {
        string[] words = Words(text);
        (TroubleMatch Match, double Score)[] found =
            [.. Trouble.All.Select(trouble => Compare(trouble, words)).OfType<(TroubleMatch, double)>().OrderByDescending(pair => pair.Item2)];
        return [.. found.TakeWhile(pair => pair.Score >= LeastOfBest * found[0].Score).Take(MostMatches).Select(pair => pair.Match)];
    }

    /// <summary>What a section explains of a text: the weight of all its words that messages which fit have in common with it.</summary>
    private static (TroubleMatch, double)? Compare(Trouble trouble, string[] text)
    {
        (string Message, string[] Words, double Weight, double Share)[] fitting =
        [
            .. from message in trouble.Messages
               let words = Words(message)
               let weight = Heaviest(words, text)
               where weight > 0 && weight >= LeastShare * words.Sum(Weight)
               select (message, words, weight, weight / words.Sum(Weight)),
        ];
        if (fitting.Length == 0)
        {
            return null;
        }

        (string Message, string[] Words, double Weight, double Share) best = fitting.MaxBy(fit => fit.Weight * fit.Share);
        return (new TroubleMatch(trouble, best.Message, best.Share), best.Share * fitting.SelectMany(fit => fit.Words).Intersect(text).Sum(Weight));
    }

    /// <summary>Of all stretches of the text that are hardly longer than the message, the one most like it.</summary>
    private static double Heaviest(string[] words, string[] text)
    {
        int reach = words.Length + (words.Length / 2) + 1;
        double best = 0;
        for (int start = 0; start < text.Length; start++)
        {
            if (words.Contains(text[start]))
            {
                best = Math.Max(best, InOrder(words, text.AsSpan(start, Math.Min(reach, text.Length - start))));
            }
        }

        return best;
    }

    /// <summary>Weight of the heaviest words that both have in the same order (longest common subsequence).</summary>
    private static double InOrder(string[] words, ReadOnlySpan<string> text)
    {
        double[] above = new double[text.Length + 1];
        foreach (string word in words)
        {
            double[] row = new double[text.Length + 1];
            for (int column = 1; column <= text.Length; column++)
            {
                row[column] = word == text[column - 1] ? above[column - 1] + Weight(word) : Math.Max(above[column], row[column - 1]);
            }

            above = row;
        }

        return above[^1];
    }

    private static double Weight(string word) => Weights.Value.GetValueOrDefault(word, 1);

    /// <summary>A word that one section has alone weighs most (inverse document frequency).</summary>
    private static Dictionary<string, double> Weigh() => Trouble.All
        .SelectMany(trouble => trouble.Messages.SelectMany(Words).Distinct())
        .GroupBy(word => word)
        .ToDictionary(group => group.Key, group => 1 + Math.Log((double)Trouble.All.Count / group.Count()));

    private static string[] Words(string text) =>
    [
        .. Word().Matches(Varying().Replace(
                NoSignature().Replace(text.Replace("n't", "nt", StringComparison.Ordinal).Replace("cannot", "cant", StringComparison.Ordinal), " nosignature "), " "))
            .Select(match => match.Value.ToLowerInvariant())
            .Where(word => !Speakers.Contains(word)),
    ];

    /// <summary>The one number that says something: a signature of zeros or ones, 0x000000 or FF FF FF.</summary>
    [GeneratedRegex(@"\b(?:0x)?(?:00 ?00 ?00|FF ?FF ?FF)\b", RegexOptions.IgnoreCase)]
    private static partial Regex NoSignature();

    /// <summary>Paths, and names with digits but without the underscore of a function's name.</summary>
    [GeneratedRegex(@"\S*[/\\]\S*|\b(?![A-Za-z]\w*_\w*\b)\w*\d\w*\b")]
    private static partial Regex Varying();

    [GeneratedRegex("[A-Za-z]{2,}")]
    private static partial Regex Word();
}
