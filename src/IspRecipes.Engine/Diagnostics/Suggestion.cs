namespace IspRecipes.Engine.Diagnostics;

/// <summary>"Did you mean": the word a user most probably wanted to write.</summary>
public static class Suggestion
{
    /// <summary>The nearest candidate, or null where none is near enough.</summary>
    public static string? For(string word, IEnumerable<string> candidates)
    {
        string[] all = [.. candidates.Distinct()];
        return Array.Find(all, candidate => candidate.Equals(word, StringComparison.OrdinalIgnoreCase))
            ?? Begun(word, all)
            ?? all
                .Select(candidate => (Candidate: candidate, Distance: Distance(word, candidate)))
                .Where(pair => pair.Distance <= Reach(word, pair.Candidate))
                .OrderBy(pair => pair.Distance - (SamePrefix(word, pair.Candidate) ? 1 : 0))
                .ThenBy(pair => pair.Distance)
                .ThenBy(pair => pair.Candidate, StringComparer.Ordinal)
                .Select(pair => pair.Candidate)
                .FirstOrDefault();
    }

    /// <summary>
    /// Edits that turn one word into the other, case aside: insert, delete, replace, or swap two neighbours
    /// (Damerau-Levenshtein, optimal string alignment).
    /// </summary>
    public static int Distance(string left, string right)
    {
        left = left.ToLowerInvariant();
        right = right.ToLowerInvariant();
        int[] beforeLast = new int[right.Length + 1];
        int[] last = [.. Enumerable.Range(0, right.Length + 1)];
        for (int row = 1; row <= left.Length; row++)
        {
            int[] current = new int[right.Length + 1];
            current[0] = row;
            for (int column = 1; column <= right.Length; column++)
            {
                int replace = last[column - 1] + (left[row - 1] == right[column - 1] ? 0 : 1);
                current[column] = Math.Min(replace, 1 + Math.Min(last[column], current[column - 1]));
                if (row > 1 && column > 1 && left[row - 1] == right[column - 2] && left[row - 2] == right[column - 1])
                {
                    current[column] = Math.Min(current[column], beforeLast[column - 2] + 1);
                }
            }

            (beforeLast, last) = (last, current);
        }

        return last[right.Length];
    }

    /// <summary>The one candidate that begins with a word of three letters or more: <c>WDG</c> is <c>WDG_SW</c>.</summary>
    private static string? Begun(string word, string[] candidates) => word.Length >= 3
        && candidates.Where(candidate => candidate.StartsWith(word, StringComparison.OrdinalIgnoreCase)).ToArray() is [string only] ? only : null;

    /// <summary>Two edits, or a third of a long word; never as many as would replace a short one.</summary>
    private static int Reach(string word, string candidate)
    {
        int length = Math.Max(word.Length, candidate.Length);
        return length > 100 ? -1 : Math.Min(Math.Max(2, length / 3), Math.Min(word.Length, candidate.Length) - 1);
    }

    private static bool SamePrefix(string word, string candidate) =>
        word.Length > 1 && candidate.StartsWith(word[..2], StringComparison.OrdinalIgnoreCase);
}
