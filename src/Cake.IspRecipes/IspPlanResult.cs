using Cake.Core.IO;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Plans;

namespace Cake.IspRecipes;

/// <summary>What the checks of a recipe gave.</summary>
/// <param name="Recipe">As an absolute path.</param>
/// <param name="Diagnostics">Errors, warnings and notes, sorted by place.</param>
/// <param name="Plan">The steps of a run with what they write; null where the recipe is invalid.</param>
public sealed record IspPlanResult(FilePath Recipe, IReadOnlyList<Diagnostic> Diagnostics, Plan? Plan)
{
    /// <summary>0 for a valid recipe, else as docs/recipes.md tells exit codes.</summary>
    public int ExitCode => (int)Diagnostics.Exit();

    /// <summary>The plan as people read it; empty where there is none.</summary>
    public string Text => Plan is null ? "" : PlanPrinter.Print(Plan);
}
