namespace IspRecipes.Cli.Help;

/// <summary>Breaks text between words.</summary>
internal static class Wrapping
{
    /// <summary>A line as it is, or broken where it is too long for a terminal, which would break it within a word.</summary>
    /// <param name="line">What it begins with, blanks or a gutter, begins its continuations too.</param>
    /// <param name="width">Columns.</param>
    /// <param name="hang">Blanks before continuations, for a line that begins with a word.</param>
    public static string Fit(string line, int width, int hang = 2)
    {
        if (line.Length <= width)
        {
            return line;
        }

        int margin = line.AsSpan().IndexOfAnyExcept(" |");
        string before = margin > 0 ? line[..margin] : "";
        string indent = margin > 0 ? before : new string(' ', hang);
        string[] lines = [.. Lines(line[Math.Max(margin, 0)..], width - indent.Length)];
        return $"{before}{string.Join($"\n{indent}", lines)}";
    }

    /// <param name="text">One paragraph.</param>
    /// <param name="width">Columns for a line; a longer word has a line of its own.</param>
    public static IEnumerable<string> Lines(string text, int width)
    {
        string line = "";
        foreach (string word in text.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line;
                line = "";
            }

            line += line.Length == 0 ? word : $" {word}";
        }

        if (line.Length > 0)
        {
            yield return line;
        }
    }
}
