namespace IspRecipes.Engine.Diagnostics;

/// <summary>Cause and remedy of each code, from docs/diagnostics.md, which is embedded as it is.</summary>
public static class Explanation
{
    private const string ResourceName = "docs/diagnostics.md";
    private const string SectionMark = "\n### ";

    /// <summary>The section of a code as Markdown, without its heading; null where the page has none.</summary>
    public static string? Of(DiagnosticRow row) => Section(Page(), row.Code);

    /// <summary>The section of <paramref name="code"/> in <paramref name="page"/>.</summary>
    public static string? Section(string page, string code)
    {
        string heading = $"{SectionMark}{code}\n";
        int start = page.IndexOf(heading, StringComparison.Ordinal);
        if (start < 0)
        {
            return null;
        }

        string rest = page[(start + heading.Length)..];
        int end = rest.IndexOf("\n##", StringComparison.Ordinal);
        return (end < 0 ? rest : rest[..end]).Trim();
    }

    /// <summary>What the section of a code begins with: its sentence, and what it does to a run.</summary>
    public static string Lead(DiagnosticRow row) =>
        $"> {SentenceTemplate.Outline(row.Sentence)}\n\n*{row.Severity}{(row.Severity == Severity.Error ? $", exit {(int)row.Exit}" : "")}.*";

    private static string Page()
    {
        using Stream page = typeof(Explanation).Assembly.GetManifestResourceStream(ResourceName)
            ?? throw new InvalidOperationException($"{ResourceName} is not embedded");
        using var reader = new StreamReader(page);
        return reader.ReadToEnd();
    }
}
