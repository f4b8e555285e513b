using IspRecipes.Cli.Help;
using IspRecipes.Engine.Diagnostics;

namespace IspRecipes.Cli.Output;

/// <summary>A code's section of docs/diagnostics.md for a terminal: wrapped, and without the marks of Markdown.</summary>
internal static class ExplanationText
{
    private const int Widest = 80;

    /// <param name="host">Where to.</param>
    /// <param name="row">The code.</param>
    /// <param name="markdown">Its section.</param>
    public static void Write(CliHost host, DiagnosticRow row, string markdown)
    {
        host.Out.WriteLine($"{host.Look.OnOut(Colour.Bold, row.Code)}: {Weight(row)}");
        WriteParagraph(host, SentenceTemplate.Outline(row.Sentence));
        foreach (string paragraph in Paragraphs(markdown))
        {
            host.Out.WriteLine();
            WriteParagraph(host, paragraph);
        }
    }

    /// <summary>The same as data; the text is Markdown.</summary>
    public static object Document(DiagnosticRow row, string markdown) => new
    {
        row.Code,
        Severity = row.Severity.ToString().ToLowerInvariant(),
        Exit = row.Severity == Severity.Error ? (int)row.Exit : (int?)null,
        Sentence = SentenceTemplate.Outline(row.Sentence),
        Text = string.Join("\n\n", Parts(markdown)),
    };

    private static string Weight(DiagnosticRow row) => row.Severity switch
    {
        Severity.Error => $"error, ends the run with exit code {(int)row.Exit}",
        Severity.Warning => "warning, stops nothing",
        _ => "note, stops nothing",
    };

    private static IEnumerable<string> Paragraphs(string markdown) =>
        Parts(markdown).Select(part => part.Replace("**", "", StringComparison.Ordinal).Replace('`', '\''));

    /// <summary>All but what <see cref="Explanation.Lead"/> begins the section with.</summary>
    private static IEnumerable<string> Parts(string markdown) =>
        markdown.Split("\n\n").Where(part => part[0] != '>' && !(part[0] == '*' && part[1] != '*'));

    private static void WriteParagraph(CliHost host, string text)
    {
        foreach (string line in Wrapping.Lines(text, Math.Min(host.Width(), Widest)))
        {
            host.Out.WriteLine(line);
        }
    }
}
