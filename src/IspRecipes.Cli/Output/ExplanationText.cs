using System.Text.RegularExpressions;
using IspRecipes.Cli.Help;
using IspRecipes.Engine.Diagnostics;

namespace IspRecipes.Cli.Output;

/// <summary>A code's section of docs/diagnostics.md for a terminal: wrapped, and without the marks of Markdown.</summary>
internal static partial class ExplanationText
{
    private const int Widest = 80;

    /// <param name="host">Where to.</param>
    /// <param name="row">The code.</param>
    /// <param name="markdown">Its section.</param>
    public static void Write(CliHost host, DiagnosticRow row, string markdown)
    {
        host.Out.WriteLine($"{host.Look.OnOut(Colour.Bold, row.Code)}: {Weight(row)}");
        WriteParagraph(host, SentenceTemplate.Outline(row.Sentence));
        foreach (string paragraph in Parts(markdown).Select(Plain))
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

    /// <summary>Paragraphs of a page without the marks of Markdown.</summary>
    public static IEnumerable<string> Readable(string markdown) =>
        markdown.Split("\n\n").Select(part => Plain(Link().Replace(part.Replace('\n', ' '), "${text}")));

    private static string Plain(string part) => part.Replace("**", "", StringComparison.Ordinal).Replace('`', '\'');

    /// <summary>All but what <see cref="Explanation.Lead"/> begins the section with.</summary>
    private static IEnumerable<string> Parts(string markdown) =>
        markdown.Split("\n\n").Where(part => part[0] != '>' && !(part[0] == '*' && part[1] != '*'));

    public static void WriteParagraph(CliHost host, string text)
    {
        foreach (string line in Wrapping.Lines(text, Math.Min(host.Width(), Widest)))
        {
            host.Out.WriteLine(line);
        }
    }

    [GeneratedRegex(@"\[(?<text>[^]]*)\]\([^)]*\)")]
    private static partial Regex Link();
}
