using IspRecipes.Devices;
using IspRecipes.Devices.Catalog;
using IspRecipes.Devices.Links;
using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Downloads;
using IspRecipes.Engine.Recipes;

namespace IspRecipes.Engine.Plans;

/// <summary>Turns a recipe into a plan: everything is looked up, read and checked, and all that is wrong is told at once.</summary>
internal sealed class Planner
{
    private readonly Recipe _recipe;
    private readonly DiagnosticBag _found = new();
    private readonly Planning _planning;

    private Planner(Recipe recipe, IReadOnlyList<Diagnostic> earlier, FileFetcher fetcher)
    {
        _recipe = recipe;
        foreach (Diagnostic diagnostic in earlier)
        {
            _found.Add(diagnostic);
        }

        var files = new SourceFiles(_found) { Fetcher = fetcher, RecipePath = recipe.Path };
        _planning = new Planning(recipe, files, _found, _found.HasErrors);
    }

    /// <summary>Reads the recipe's files; opens no port.</summary>
    /// <param name="recipe">With errors, it gets no plan, but names and files are looked up to tell all that is wrong at once.</param>
    /// <param name="earlier">What its reader had to say; told with the rest.</param>
    /// <param name="fetcher">Gets the files that are not at their paths.</param>
    public static Checked<Plan> Plan(Recipe recipe, IReadOnlyList<Diagnostic> earlier, FileFetcher fetcher)
    {
        var planner = new Planner(recipe, earlier, fetcher);
        return planner.Plan(recipe.Programmer is null ? null : Lookup.Programmer(recipe.Programmer.Type, planner._found));
    }

    /// <summary>Plans for a programmer that need not be in the catalogue.</summary>
    internal static Checked<Plan> Plan(Recipe recipe, ProgrammerRow programmer) =>
        new Planner(recipe, [], new FileFetcher(_ => null, FetchOptions.AtHand)).Plan(programmer);

    private Checked<Plan> Plan(ProgrammerRow? programmer)
    {
        Part? part = _recipe.Mcu is null ? null : Lookup.Part(_recipe.Mcu, _found);
        CheckPort(programmer);
        PartRules.CheckKeys(_recipe, part, _found);
        ProgrammerRow? reaching = PartRules.Reaching(_recipe, part, programmer, _found);
        Plan? plan = part is Stm32Part stm32
            ? new Stm32Planner(_planning).Plan(stm32, reaching)
            : new AvrPlanner(_planning).Plan((AvrPart?)part, reaching);
        IReadOnlyList<Diagnostic> diagnostics = _found.Sorted();
        return new Checked<Plan>(plan is null ? null : plan with { Diagnostics = diagnostics }, diagnostics);
    }

    private void CheckPort(ProgrammerRow? programmer)
    {
        if (_recipe.Port is not Located<string> port)
        {
            return;
        }

        PortWish? wish = PortWish.Parse(port.Value, out Fault? fault);
        fault ??= wish is PortWish.Named && programmer is { Reach: Reach.Usb or Reach.Swd }
            ? new Fault(FaultCode.PortNotUsb, port.Value, programmer.Id)
            : null;
        if (fault is not null)
        {
            _found.Add(DiagnosticCatalog.Of(fault, port.Where));
        }
    }
}
