using System.Text;

namespace IspRecipes.Engine.Diagnostics;

/// <summary>
/// Writes a diagnostic the way MSBuild and editors understand, <c>file(line,column): error ISP2001: sentence</c>, and
/// below it the line of the file with a caret.
/// </summary>
/// <param name="textOf">Text of a file for its excerpt; null where it cannot be had.</param>
/// <param name="width">Columns there are: a line that breaks has its caret in the wrong place.</param>
public sealed class DiagnosticRenderer(Func<string, string?> textOf, int width = int.MaxValue)
{
    private const int TabWidth = 4;
    private const int WidestExcerpt = 100;
    private const int NarrowestExcerpt = 20;
    private const int Context = 20;
    private const int LongestHintBesideCaret = 60;

    // "1234 | " and an ellipsis on either side.
    private const int Gutter = 9;

    private readonly int _excerptWidth = Math.Clamp(width - Gutter, NarrowestExcerpt, WidestExcerpt);

    public string Render(Diagnostic diagnostic)
    {
        var text = new StringBuilder();
        text.Append(Origin(diagnostic.Where)).Append(": ").Append(Word(diagnostic.Severity)).Append(' ')
            .Append(diagnostic.Code).Append(": ").Append(diagnostic.Message);
        string[] hint = diagnostic.Hint?.Split('\n') ?? [];
        if (diagnostic.Where is { Line: > 0 } where && Line(where) is { } line)
        {
            AppendExcerpt(text, line, where, hint);
        }
        else
        {
            AppendLines(text, "    ", hint);
        }

        return text.ToString();
    }

    public string Render(IEnumerable<Diagnostic> diagnostics) =>
        string.Concat(diagnostics.Select(diagnostic => $"{Render(diagnostic)}\n"));

    private static string Origin(SourceSpan? where) => where switch
    {
        null => "isprecipe",
        { Line: 0 } => where.File,
        { Column: 0 } => $"{where.File}({where.Line})",
        _ => $"{where.File}({where.Line},{where.Column})",
    };

    private static string Word(Severity severity) => severity switch
    {
        Severity.Error => "error",
        Severity.Warning => "warning",
        _ => "note",
    };

    private void AppendExcerpt(StringBuilder text, string line, SourceSpan where, string[] hint)
    {
        string number = $"{where.Line}".PadLeft(4);
        string gutter = $"{new string(' ', number.Length)} | ";
        Excerpt excerpt = Excerpt.Of(line, where, _excerptWidth);
        text.Append($"\n{number} | {excerpt.Text}".TrimEnd());
        if (excerpt.CaretWidth == 0)
        {
            AppendLines(text, gutter, hint);
            return;
        }

        text.Append($"\n{gutter}{new string(' ', excerpt.CaretStart)}{new string('^', excerpt.CaretWidth)}");
        if (hint is [{ Length: <= LongestHintBesideCaret } only] && excerpt.CaretStart + excerpt.CaretWidth + only.Length + Gutter < width)
        {
            text.Append("   ").Append(only);
        }
        else
        {
            AppendLines(text, gutter, hint);
        }
    }

    private static void AppendLines(StringBuilder text, string indent, string[] lines)
    {
        foreach (string line in lines)
        {
            text.Append('\n').Append(indent).Append(line);
        }
    }

    private string? Line(SourceSpan where)
    {
        string[]? lines = textOf(where.File)?.Split('\n');
        return lines is not null && where.Line <= lines.Length ? lines[where.Line - 1].TrimEnd('\r') : null;
    }

    /// <summary>A line cut to the window around its caret, tabs widened; positions count characters on screen.</summary>
    private readonly record struct Excerpt(string Text, int CaretStart, int CaretWidth)
    {
        public static Excerpt Of(string line, SourceSpan where, int room)
        {
            int start = Math.Clamp(where.Column - 1, 0, line.Length);
            int end = where.EndLine > where.Line ? line.TrimEnd().Length : Math.Min(where.EndColumn - 1, line.Length);
            string before = Visible(line[..start]);
            string marked = Visible(line[start..Math.Max(start, end)]);
            string whole = before + marked + Visible(line[Math.Max(start, end)..]);
            int caretWidth = where.Column == 0 ? 0 : Math.Max(1, marked.Length);
            return Cut(whole, before.Length, caretWidth, room);
        }

        private static Excerpt Cut(string whole, int start, int caretWidth, int room)
        {
            int from = whole.Length <= room ? 0 : Math.Clamp(start - Math.Min(Context, room / 2), 0, whole.Length - room);
            int to = Math.Min(whole.Length, from + room);
            string text = whole[from..to];
            string left = from > 0 ? "…" : "";
            string right = to < whole.Length ? "…" : "";
            return new($"{left}{text}{right}", start - from + left.Length, Math.Min(caretWidth, Math.Max(1, to - start)));
        }

        private static string Visible(string text) => string.Concat(text.Select(character => character switch
        {
            '\t' => new string(' ', TabWidth),
            _ when char.IsControl(character) => "\uFFFD",
            _ => $"{character}",
        }));
    }
}
