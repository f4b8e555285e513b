using System.Text;

namespace IspRecipes.Cli.Help;

/// <summary>Breaks text between words.</summary>
internal static class Wrapping
{
    /// <summary>Begins a colour, which ends with m and takes no column.</summary>
    private const char Escape = '\u001b';

    /// <summary>Less room than this beside a column is not worth hanging a text in.</summary>
    private const int NarrowestColumn = 16;

    /// <summary>
    /// A line as it is, or broken where it is too long for a terminal. Its continuations stand below its last column, its
    /// margin or its gutter.
    /// </summary>
    /// <param name="line">One line, which may be coloured.</param>
    /// <param name="width">Columns.</param>
    public static string Fit(string line, int width)
    {
        string indent = Indent(line, width);
        StringBuilder fitted = new();
        while (Break(line, width, indent.Length) is int end)
        {
            fitted.Append(line.AsSpan(0, end).TrimEnd()).Append('\n');
            line = $"{indent}{line.AsSpan(end).TrimStart()}";
        }

        return fitted.Append(line).ToString();
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

    /// <summary>Where the last word that fits ends, or the first where none does; null where nothing is to be broken.</summary>
    private static int? Break(string line, int width, int margin)
    {
        int? end = null;
        int column = 0;
        for (int index = 0; index < line.Length; index++)
        {
            if (line[index] == Escape)
            {
                index = Math.Max(line.IndexOf('m', index), index);
                continue;
            }

            if (line[index] == ' ' && column > margin && (column <= width || end is null))
            {
                end = index;
            }

            column++;
        }

        return column > width && end is int found && !line.AsSpan(found).IsWhiteSpace() ? found : null;
    }

    /// <summary>What continuations of a line begin with.</summary>
    private static string Indent(string line, int width)
    {
        int margin = Math.Max(line.AsSpan().IndexOfAnyExcept(" |"), 0);
        if (line[..margin].Contains('|'))
        {
            return line[..margin];
        }

        int column = Math.Min(width - NarrowestColumn, line.Length - 1);
        while (column > margin && !(line[column] != ' ' && line[..column].EndsWith("  ", StringComparison.Ordinal)))
        {
            column--;
        }

        return new string(' ', column > margin ? column : margin > 0 ? margin : 2);
    }
}
