using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Recipes;
using IspRecipes.Engine.Runs;
using IspRecipes.Testing;

namespace IspRecipes.Acceptance.Tests.Editor;

/// <summary>Every recipe of the repository, right and wrong, and what 'isprecipe validate' says that a schema could say too.</summary>
internal static class RecipeCorpus
{
    public const string Positive = "tests/schema/positive", Negative = "tests/schema/negative";

    private const string NoYaml12 = "YAML 1.2 has it, and a recipe, which shows what it does, refuses it";
    private const string Variables = "what a variable stands for is known to a run";
    private const string Syntax = "where the syntax is wrong, one reader notices earlier than the other";
    private const string Empty = "an empty recipe has no line, and no keys to be missed";

    /// <summary>From the root of the repository.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        .. Files("recipes"), .. Files(Positive), .. Files(Negative),
        .. Files("tests/IspRecipes.Engine.Tests/Corpus/valid"), .. Files("tests/IspRecipes.Engine.Tests/Corpus/invalid"),
    ];

    /// <summary>Recipes in which an editor marks other lines than we report, and why.</summary>
    public static IReadOnlyDictionary<string, string> OtherLines { get; } = new Dictionary<string, string>
    {
        ["invalid/anchors"] = NoYaml12,
        ["invalid/complex-key"] = NoYaml12,
        ["invalid/leading-zero"] = NoYaml12,
        ["invalid/merge-key"] = NoYaml12,
        ["invalid/self-alias"] = NoYaml12,
        ["invalid/tags"] = NoYaml12,
        ["invalid/two-documents"] = NoYaml12,
        ["invalid/stm32-sizes"] = Variables,
        ["invalid/variable-escaped-number"] = Variables,
        ["invalid/variable-syntax"] = Variables,
        ["invalid/variable-typed"] = Variables,
        ["invalid/bracket-open"] = Syntax,
        ["invalid/indentation"] = Syntax,
        ["invalid/quote-open"] = Syntax,
        ["invalid/tab"] = Syntax,
        ["invalid/colon-tight-values"] = "between braces the server passes over a key that has no value",
        ["invalid/empty"] = Empty,
        ["invalid/only-comments"] = Empty,
        ["invalid/only-dashes"] = Empty,
        ["invalid/everything-at-once"] = "a key that is misspelt is not missed too",
        ["invalid/many-errors"] = "twenty errors are enough",
    };

    /// <summary>Recipes that Ajv takes and we refuse, and why.</summary>
    public static IReadOnlyDictionary<string, string> OtherVerdict { get; } = new Dictionary<string, string>
    {
        ["invalid/anchors"] = NoYaml12,
        ["invalid/leading-zero"] = NoYaml12,
        ["invalid/tags"] = NoYaml12,
        ["invalid/variable-escaped-number"] = Variables,
        ["invalid/variable-syntax"] = Variables,
        ["invalid/variable-typed"] = Variables,
    };

    public static IEnumerable<string> Files(string folder) => Directory.EnumerateFiles(Repository.File(folder), "*.yaml")
        .Select(file => $"{folder}/{Path.GetFileName(file)}").Order(StringComparer.Ordinal);

    /// <summary>
    /// The errors of the text and its grammar, up to ISP2011, and of the syntax of variables. The others hang on other keys, on
    /// files or on the part, and no schema sees them.
    /// </summary>
    public static IReadOnlyList<Diagnostic> Errors(string recipe) =>
    [
        .. RecipeRunner.Plan(Repository.File(recipe), new RecipeInputs()).Diagnostics.Where(found => found.Severity == Severity.Error
            && found.Number is <= (int)DiagnosticCode.UnknownProgrammer or (int)DiagnosticCode.VariableSyntax),
    ];

    /// <summary><c>invalid/anchors</c>.</summary>
    public static string Name(string recipe) =>
        $"{Path.GetFileName(Path.GetDirectoryName(recipe))}/{Path.GetFileNameWithoutExtension(recipe)}";
}
