namespace IspRecipes.Engine.Diagnostics;

/// <summary>A section that fits what was pasted, and the quoted message by which it does.</summary>
/// <param name="Message">As the page quotes it.</param>
/// <param name="Share">Of the message's words, weighted by how rare they are, that were found in its order; 1 for all.</param>
public sealed record TroubleMatch(Trouble Trouble, string Message, double Share);

/// <summary>
/// Finds sections by the fixed words of the messages they quote: numbers, names with digits and paths vary, words do not. A
/// message fits where nearly all of its words follow each other in the text, with little between them.
/// </summary>
public static class TroubleSearch
{
    private const double LeastShare = 0.75;
    private const int MostMatches = 3;

    /// <summary>Beside a message that fits, one with less than this part of its weight is chance.</summary>
    private const double LeastOfBest = 0.5;

    private static readonly Lazy<Dictionary<string, double>> Weights = new(Weigh);

    private static readonly Lazy<(Trouble Trouble, QuotedMessage[] Messages)[]> Sections =
        new(() => [.. Trouble.All.Select(trouble => (trouble, trouble.Messages.Select(text => new QuotedMessage(text, word => Weights.Value[word])).ToArray()))]);

    /// <summary>The best one to three, best first; empty where nothing fits. The time it takes is linear in the text.</summary>
    /// <param name="text">A message with whatever stands around it.</param>
    public static IReadOnlyList<TroubleMatch> Find(string text)
    {
        string[] words = MessageWords.Of(text);
        Dictionary<QuotedMessage, List<int>> hits = Hits(words);
        HashSet<string> held = [.. words];
        (TroubleMatch Match, double Score)[] found =
        [
            .. Sections.Value.Select(section => Compare(section.Trouble, [.. section.Messages.Where(hits.ContainsKey)]))
                .OfType<(TroubleMatch, double)>().OrderByDescending(pair => pair.Item2),
        ];
        return [.. found.TakeWhile(pair => pair.Score >= LeastOfBest * found[0].Score).Take(MostMatches).Select(pair => pair.Match)];

        // What a section explains of a text: the weight of all its words that messages which fit have in common with it.
        (TroubleMatch, double)? Compare(Trouble trouble, QuotedMessage[] messages)
        {
            (QuotedMessage Message, double Weight, double Share)[] fitting =
            [
                .. from message in messages
                   let weight = message.Heaviest(words, hits[message], LeastShare * message.Weight)
                   where weight > 0
                   select (message, weight, weight / message.Weight),
            ];
            if (fitting.Length == 0)
            {
                return null;
            }

            (QuotedMessage Message, double Weight, double Share) best = fitting.MaxBy(fit => fit.Weight * fit.Share);
            double common = fitting.SelectMany(fit => fit.Message.Words).Distinct().Where(held.Contains).Sum(word => Weights.Value[word]);
            return (new TroubleMatch(trouble, best.Message.Text, best.Share), best.Share * common);
        }
    }

    /// <summary>Where in a text words of each message are.</summary>
    private static Dictionary<QuotedMessage, List<int>> Hits(string[] text)
    {
        ILookup<string, QuotedMessage> messages = Sections.Value.SelectMany(section => section.Messages)
            .SelectMany(message => message.Words.Distinct().Select(word => (word, message)))
            .ToLookup(pair => pair.word, pair => pair.message);
        Dictionary<QuotedMessage, List<int>> hits = [];
        for (int place = 0; place < text.Length; place++)
        {
            foreach (QuotedMessage message in messages[text[place]])
            {
                (hits.TryGetValue(message, out List<int>? places) ? places : hits[message] = []).Add(place);
            }
        }

        return hits;
    }

    /// <summary>A word that one section has alone weighs most (inverse document frequency).</summary>
    private static Dictionary<string, double> Weigh() => Trouble.All
        .SelectMany(trouble => trouble.Messages.SelectMany(MessageWords.Of).Distinct())
        .GroupBy(word => word)
        .ToDictionary(group => group.Key, group => 1 + Math.Log((double)Trouble.All.Count / group.Count()));
}
