using IspRecipes.Devices;
using IspRecipes.Devices.Images;
using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Recipes;
using IspRecipes.Engine.Steps;

namespace IspRecipes.Engine.Plans;

/// <summary>Where a merged image may be saved, and whether it fits there.</summary>
/// <param name="recipe">Whose merges.</param>
/// <param name="files">Knows where the recipe's paths lead.</param>
/// <param name="part">The part that the images are for; null where the recipe names none.</param>
/// <param name="found">Takes what is wrong.</param>
internal sealed class SaveRules(Recipe recipe, SourceFiles files, Part? part, DiagnosticBag found)
{
    /// <summary>The merge that is saved to a path.</summary>
    private readonly Dictionary<string, string> _savers = [];

    public void Check(MergeSpec merge, Located<string> save, MemoryImage image)
    {
        string path = Recipe.Locate(save);
        if (Refusal(path) is string reason)
        {
            found.Add(DiagnosticCatalog.Of(new Fault(FaultCode.FileUnwritable, path, reason), save.Where));
        }

        if (!_savers.TryAdd(Path.GetFullPath(path), merge.Name))
        {
            found.Add(DiagnosticCode.SavedTwice, save.Where, merge.Name, path, _savers[Path.GetFullPath(path)]);
        }

        if (ImageSaving.FaultOfWidth(path, ImageSaving.FormatOf(path), image) is Fault wide)
        {
            found.Add(DiagnosticCatalog.Of(wide, save.Where));
        }

        if (part is not null)
        {
            new PlaceRules(part, files, found).Check(image, save.Where);
        }
    }

    /// <summary>Why nothing may be written there; null where it may. A merge saved over its input would be another the next time.</summary>
    private string? Refusal(string path)
    {
        string full = Path.GetFullPath(path);
        string[] read =
        [
            recipe.Path, RecipeReader.OverlayPath(recipe.Path), .. recipe.Bases.Select(file => file.Path),
            .. recipe.Files.Values.Select(Recipe.Locate),
        ];
        return read.Any(file => file.Length > 0 && Path.GetFullPath(file) == full) ? "the recipe reads it"
            : recipe.Read.Values.Any(backup => Path.GetFullPath(Recipe.Locate(backup)) == full) ? "a backup goes there"
            : ImageSaving.Refusal(path);
    }
}
