using System.Text.RegularExpressions;
using IspRecipes.Engine.Diagnostics;

namespace IspRecipes.Engine.Tests;

/// <summary>
/// Holds every message of every test to its facts: where one is missing a question mark stands in its place, and where
/// two are in each other's place a type shows through.
/// </summary>
public static partial class Sentences
{
    public static void AssertWhole(IEnumerable<Diagnostic> diagnostics) => Assert.All(diagnostics, diagnostic =>
    {
        Assert.DoesNotMatch(Gap(), diagnostic.Message);
        Assert.DoesNotMatch(Gap(), diagnostic.Hint ?? "");
    });

    /// <summary>A question mark that ends no question, a name of a type, a number that is none.</summary>
    [GeneratedRegex(@"(?<![\w')\]])\?|'\?'|0x\?|System\.|IspRecipes\.|\bNaN\b")]
    private static partial Regex Gap();
}
