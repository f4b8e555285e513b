using IspRecipes.Devices.Catalog;
using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Recipes;

namespace IspRecipes.Engine.Plans;

/// <summary>How a recipe's chip is wired to its programmer.</summary>
/// <param name="Part">To be flashed; null where the recipe names the firmware of the programmer, and any target is meant.</param>
/// <param name="Programmer">What flashes it.</param>
/// <param name="Choices">Each hardware that is such a programmer.</param>
public sealed record WiringPlan(Part? Part, ProgrammerRow Programmer, IReadOnlyList<Wiring> Choices)
{
    /// <summary>What the published firmwares make of a board.</summary>
    private const string FirmwareProgrammer = "avrisp";

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
        if (OfFirmwares(recipe) is { Choices.Count: > 0 } plan)
        {
            return plan;
        }

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
        return new(part, programmer, Wiring.Of(programmer, part, recipe.Board.Supply?.Value, recipe.Programmer.Supply?.Value));
    }

    /// <summary>Of a recipe without a chip: how the boards are wired that its files make programmers of.</summary>
    private static WiringPlan? OfFirmwares(Recipe recipe)
    {
        string[] files = [.. recipe.Files.Values.Select(file => file.Sha256?.Value).OfType<string>()];
        return recipe.Mcu is null && ProgrammerCatalog.Find(recipe.Programmer?.Type.Value ?? FirmwareProgrammer) is { } programmer
            ? new(null, programmer, Wiring.OfFirmwares(programmer, files))
            : null;
    }
}
