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
        string[] below = lines[(start + 1)..];
        _lines = [.. below.TakeWhile((line, index) => !line.StartsWith('#') || IsInBlock(below, index))];
    }

    /// <summary>Indented lines outside of blocks: commands, in order, without the comments behind them.</summary>
    public string[] Commands =>
    [
        .. _lines
            .Where((line, index) => line.StartsWith("    ", StringComparison.Ordinal) && !IsInBlock(_lines, index))
            .Select(line => line.Split(" #")[0].Trim()),
    ];

    /// <summary>The one block of code in a language.</summary>
    public string Code(string language) =>
        string.Join('\n', _lines.SkipWhile(line => line != $"```{language}").Skip(1).TakeWhile(line => line != "```")) + "\n";

    /// <summary>Between two fences, where <c>#</c> begins no heading.</summary>
    private static bool IsInBlock(string[] lines, int index) =>
        lines.Take(index).Count(line => line.StartsWith("```", StringComparison.Ordinal)) % 2 == 1;
}
