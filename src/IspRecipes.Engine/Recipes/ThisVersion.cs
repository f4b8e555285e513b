using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Recipes.Documents;

namespace IspRecipes.Engine.Recipes;

/// <summary>What of the grammar this version can do. The rest is refused by name, never passed over.</summary>
internal static class ThisVersion
{
    private static readonly string[] LaterKeys = ["options", "unlock", "accept", "flash-size"];

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
    }
}
