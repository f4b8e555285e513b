using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Downloads;
using IspRecipes.Engine.Recipes;

namespace IspRecipes.Engine.Plans;

/// <summary>The files of a recipe that have an address, and where they are now.</summary>
/// <param name="Recipe">Whose.</param>
/// <param name="Files">Those that could be had, in the recipe's order.</param>
public sealed record FetchReport(Recipe Recipe, IReadOnlyList<FileRecord> Files)
{
    /// <summary>What comes of recipes that an interrupt has left no time for: one error for all of them.</summary>
    public static Checked<FetchReport> LeftOut(IReadOnlyList<string> recipes) =>
        new(null, [DiagnosticCatalog.Of(DiagnosticCode.FetchLeftOut, null, recipes)]);

    internal static Checked<FetchReport> Of(Checked<Recipe> loaded, FileFetcher fetcher)
    {
        if (loaded.Value is not Recipe recipe)
        {
            return new(null, loaded.Diagnostics);
        }

        var found = new DiagnosticBag();
        foreach (Diagnostic earlier in loaded.Diagnostics.Where(told => told.Number is not ((int)DiagnosticCode.NothingToDo or (int)DiagnosticCode.FileUnused)))
        {
            found.Add(earlier); // what a run would do is no matter here: a recipe may name files only to be fetched
        }

        var files = new SourceFiles(found) { Fetcher = fetcher, RecipePath = recipe.Path };
        List<FileRecord> fetched = [];
        foreach (FileSource file in recipe.Files.Values.Where(file => file.Url is not null))
        {
            if (files.Check(file) is not { } record)
            {
                continue;
            }

            fetched.Add(record);
            if (files.Known(record.Sha256) is { } known)
            {
                FileRules.CheckFault(record.Path, file, known, found);
            }
        }

        return new(new FetchReport(recipe, fetched), found.Sorted());
    }
}
