using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Recipes.Documents;

namespace IspRecipes.Engine.Recipes;

/// <summary>What of the grammar this version can do. The rest is refused by name, never passed over.</summary>
internal static class ThisVersion
{
    private static readonly string[] LaterKeys = ["options", "unlock", "accept", "flash-size"];

    /// <summary>The programmers that are implemented; the schema knows more.</summary>
    public static IReadOnlyList<string> Programmers { get; } = ["avrisp", "stk500v1", "arduino"];

    public static void Check(Recipe recipe, YamlMap root, DiagnosticBag bag)
    {
        foreach (YamlEntry entry in root.Entries.Where(entry => LaterKeys.Contains(entry.Key)))
        {
            bag.Add(DiagnosticCode.NotSupportedYet, entry.KeyWhere, $"'{entry.Key}', which is for STM32");
        }

        if (recipe.Mcu is { } mcu && mcu.Value.StartsWith("stm32", StringComparison.OrdinalIgnoreCase))
        {
            bag.Add(DiagnosticCode.NotSupportedYet, mcu.Where, $"mcu '{mcu.Value}' (STM32)");
        }

        NoteFactsOfFiles(recipe, bag);
    }

    /// <summary>Kind and clock of a file are for checks to come: one note for all, at the first.</summary>
    private static void NoteFactsOfFiles(Recipe recipe, DiagnosticBag bag)
    {
        (string Key, SourceSpan? Where)[] facts =
        [
            .. recipe.Files.Values
                .SelectMany(file => new[] { ("'kind'", file.Kind?.Where), ("'clock'", file.Clock?.Where) })
                .Where(fact => fact.Item2 is not null),
        ];
        if (facts.Length > 0)
        {
            string keys = string.Join(" and ", facts.Select(fact => fact.Key).Distinct());
            bag.Add(DiagnosticCode.NotCheckedYet, facts[0].Where, keys);
        }
    }
}
