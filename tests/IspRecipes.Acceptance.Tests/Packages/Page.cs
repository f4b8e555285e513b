using IspRecipes.Testing;

namespace IspRecipes.Acceptance.Tests.Packages;

/// <summary>A section of a page of ours: what it tells a reader to type.</summary>
internal sealed class Page
{
    private readonly string[] _lines;

    /// <param name="page">From the root of the repository.</param>
    /// <param name="heading">The section's, as it stands there; the section ends at the next heading of any depth.</param>
    public Page(string page, string heading)
    {
        string[] lines = File.ReadAllLines(Repository.File(page));
        int start = Array.IndexOf(lines, heading);
        Assert.True(start >= 0, $"{page} has no section '{heading}'");
        _lines = [.. lines.Skip(start + 1).TakeWhile(line => !line.StartsWith('#'))];
    }

    /// <summary>Indented lines outside of blocks: commands, in order, without the comments behind them.</summary>
    public string[] Commands =>
    [
        .. _lines
            .Where((line, index) => line.StartsWith("    ", StringComparison.Ordinal) && _lines.Take(index).Count(IsFence) % 2 == 0)
            .Select(line => line.Split(" #")[0].Trim()),
    ];

    /// <summary>The one block of code in a language.</summary>
    public string Code(string language) =>
        string.Join('\n', _lines.SkipWhile(line => line != $"```{language}").Skip(1).TakeWhile(line => line != "```")) + "\n";

    private static bool IsFence(string line) => line.StartsWith("```", StringComparison.Ordinal);
}
