using System.Text.RegularExpressions;
using IspRecipes.Testing;

namespace IspRecipes.Acceptance.Tests;

/// <summary>A link from one of our pages leads somewhere: to a file that is there, and to a heading in it.</summary>
public sealed partial class LinkTests
{
    private static readonly string[] Folders = ["docs", "recipes", "samples", "schema", "src", "tests", "tools"];

    [Fact]
    public void Every_link_leads_to_a_file_and_a_heading_that_are_there()
    {
        string[] pages = [.. Directory.GetFiles(Repository.Root, "*.md"), .. Folders.SelectMany(PagesIn)];
        string[] astray = [.. from page in pages
                              from Match link in Link().Matches(File.ReadAllText(page))
                              where !Leads(page, link.Groups["path"].Value, link.Groups["heading"].Value)
                              select $"{Path.GetRelativePath(Repository.Root, page)}: {link.Value}"];

        Assert.True(pages.Length > 20, string.Join('\n', pages));
        Assert.Empty(astray);
    }

    private static IEnumerable<string> PagesIn(string folder) =>
        Directory.GetFiles(Repository.File(folder), "*.md", SearchOption.AllDirectories)
            .Where(path => !path.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"));

    private static bool Leads(string page, string path, string heading)
    {
        string target = path == "" ? page : Path.Combine(Path.GetDirectoryName(page)!, path);
        return heading == "" ? Path.Exists(target) : File.Exists(target) && Headings(target).Contains(heading);
    }

    /// <summary>As forges name them: lower case, hyphens for spaces, no other punctuation, no comment of a script in a block.</summary>
    private static IEnumerable<string> Headings(string page) =>
        from Match heading in Heading().Matches(Block().Replace(File.ReadAllText(page), ""))
        select Punctuation().Replace(heading.Groups["text"].Value.Trim(), "").Replace(' ', '-').ToLowerInvariant();

    [GeneratedRegex(@"\]\((?!\w+:)(?<path>[^)#\s]*)(?:#(?<heading>[^)\s]*))?\)")]
    private static partial Regex Link();

    [GeneratedRegex("^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex("^#+ (?<text>.*)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex Punctuation();
}
