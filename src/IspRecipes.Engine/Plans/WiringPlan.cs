using IspRecipes.Devices.Catalog;
using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Recipes;

namespace IspRecipes.Engine.Plans;

/// <summary>How a recipe's chip is wired to its programmer.</summary>
/// <param name="Part">To be flashed.</param>
/// <param name="Programmer">What flashes it.</param>
/// <param name="Choices">Each hardware that is such a programmer.</param>
public sealed record WiringPlan(Part Part, ProgrammerRow Programmer, IReadOnlyList<Wiring> Choices)
{
    /// <param name="recipe">Its files need not be there.</param>
    internal static Checked<WiringPlan> Of(Checked<Recipe> recipe)
    {
        DiagnosticBag found = new();
        foreach (Diagnostic earlier in recipe.Diagnostics.Where(told => told.Severity == Severity.Error))
        {
            found.Add(earlier);
        }

        WiringPlan? plan = recipe.Value is { } good ? Of(good, found) : null;
        IReadOnlyList<Diagnostic> diagnostics = found.Sorted();
        return new(diagnostics.Exit() == ExitCode.Done ? plan : null, diagnostics);
    }

    private static WiringPlan? Of(Recipe recipe, DiagnosticBag found)
    {
        if (recipe.Mcu is null || recipe.Programmer is null)
        {
            found.Add(DiagnosticCode.NothingToWire, null, recipe.Path);
            return null;
        }

        Part? part = Lookup.Part(recipe.Mcu, found);
        ProgrammerRow? programmer = PartRules.Reaching(recipe, part, Lookup.Programmer(recipe.Programmer.Type, found), found);
        if (part is null || programmer is null)
        {
            return null;
        }

        ProgrammerRules.CheckVoltage(recipe, programmer, found);
        return new(part, programmer, Wiring.Of(programmer, part));
    }
}
