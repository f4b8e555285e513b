namespace IspRecipes.Engine.Diagnostics;

/// <summary>A message that a section quotes, as words to be looked for in a text.</summary>
internal sealed class QuotedMessage
{
    /// <summary>What adding and taking away weights may have lost of a sum.</summary>
    private const double Rounding = 1e-9;

    private readonly Dictionary<string, int> _counts;

    /// <param name="text">As the page quotes it.</param>
    /// <param name="weigh">Gives what a word tells by itself.</param>
    public QuotedMessage(string text, Func<string, double> weigh)
    {
        Text = text;
        Words = MessageWords.Of(text);
        Weights = [.. Words.Select(weigh)];
        Weight = Weights.Sum();
        _counts = Words.CountBy(word => word).ToDictionary();
    }

    public string Text { get; }

    public string[] Words { get; }

    /// <summary>Of each word.</summary>
    private double[] Weights { get; }

    /// <summary>Of all words.</summary>
    public double Weight { get; }

    /// <summary>Words of a text in which the message may be scattered.</summary>
    private int Reach => Words.Length + (Words.Length / 2) + 1;

    /// <summary>
    /// Weight of what the likeliest stretch of a text has of the message, in its order; 0 where that is less than asked for.
    /// Stretches are compared only where enough of the words stand together in any order.
    /// </summary>
    /// <param name="text">Its words.</param>
    /// <param name="hits">Where in it words of the message are, in order.</param>
    /// <param name="least">What is asked for.</param>
    public double Heaviest(string[] text, List<int> hits, double least)
    {
        double best = 0;
        double held = 0;
        Dictionary<string, int> window = [];
        int end = 0;
        for (int start = 0; start < hits.Count && best < Weight - Rounding; start++)
        {
            for (; end < hits.Count && hits[end] < hits[start] + Reach; end++)
            {
                held += Change(text[hits[end]], +1);
            }

            if (held + Rounding >= least)
            {
                best = Math.Max(best, InOrder(text.AsSpan(hits[start], Math.Min(Reach, text.Length - hits[start]))));
            }

            held += Change(text[hits[start]], -1);
        }

        return best >= least ? best : 0;

        double Change(string word, int by)
        {
            int before = window.GetValueOrDefault(word);
            window[word] = before + by;
            int counted = Math.Min(before + by, _counts[word]) - Math.Min(before, _counts[word]);
            return counted == 0 ? 0 : counted * Weights[Array.IndexOf(Words, word)];
        }
    }

    /// <summary>Weight of the heaviest words that both have in the same order (longest common subsequence).</summary>
    private double InOrder(ReadOnlySpan<string> text)
    {
        double[] above = new double[text.Length + 1];
        for (int index = 0; index < Words.Length; index++)
        {
            double[] row = new double[text.Length + 1];
            for (int column = 1; column <= text.Length; column++)
            {
                row[column] = Words[index] == text[column - 1] ? above[column - 1] + Weights[index] : Math.Max(above[column], row[column - 1]);
            }

            above = row;
        }

        return above[^1];
    }
}
