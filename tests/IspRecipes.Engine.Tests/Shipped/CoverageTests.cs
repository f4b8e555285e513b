using System.Text.RegularExpressions;
using IspRecipes.Testing;

namespace IspRecipes.Engine.Tests.Shipped;

/// <summary>docs/coverage.md against what is there.</summary>
public sealed partial class CoverageTests
{
    private static readonly string Page = File.ReadAllText(Repository.File("docs", "coverage.md"));

    /// <summary>Points of the guide's versions from 2018 to 2024.</summary>
    private static readonly string[] Points =
    [
        .. Numbered("H", 9), .. Numbered("S", 5), .. Numbered("B", 17), .. Numbered("P", 9), "E1", "X1",
    ];

    [Fact]
    public void Every_point_of_the_guide_is_served() =>
        Assert.Equal(Points.Order(), Ids().Matches(Page).Select(match => match.Groups[1].Value).Distinct().Order());

    [Fact]
    public void Every_recipe_page_and_test_it_names_is_there()
    {
        string[] tests = [.. Directory.EnumerateFiles(Repository.File("tests"), "*Tests.cs", SearchOption.AllDirectories).Select(path => Path.GetFileNameWithoutExtension(path))];

        Assert.All(Recipes().Matches(Page), match => Assert.True(File.Exists(Repository.File(match.Groups[1].Value)), match.Value));
        Assert.All(Pages().Matches(Page), match => Assert.True(File.Exists(Repository.File("docs", match.Groups[1].Value)), match.Value));
        Assert.All(Tests().Matches(Page), match => Assert.Contains(match.Groups[1].Value, tests));
    }

    [Fact]
    public void Every_recipe_stands_in_the_table_of_recipes()
    {
        string table = File.ReadAllText(Repository.File("recipes", "README.md"));

        Assert.All(ShippedFolder.All, recipe => Assert.Contains($"`{recipe}`", table));
    }

    private static IEnumerable<string> Numbered(string letter, int last) => Enumerable.Range(1, last).Select(number => $"{letter}{number}");

    [GeneratedRegex(@"^\| ([A-Z]\d+) \|", RegexOptions.Multiline)]
    private static partial Regex Ids();

    [GeneratedRegex("`(recipes/[a-z0-9-]+[.]yaml)`")]
    private static partial Regex Recipes();

    [GeneratedRegex(@"\]\(([a-z-]+[.]md)[)#]")]
    private static partial Regex Pages();

    [GeneratedRegex("`([A-Za-z0-9]+Tests)`")]
    private static partial Regex Tests();
}
