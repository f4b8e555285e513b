using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Recipes.Documents;

namespace IspRecipes.Engine.Recipes;

/// <summary>Reads a recipe: text to document to <see cref="Recipe"/>, with everything that is wrong with it at once.</summary>
internal static class RecipeReader
{
    /// <summary>Reads the recipe at <paramref name="path"/>, and the local overlay beside it.</summary>
    public static Checked<Recipe> Load(string path, RecipeInputs inputs) => Sound(Draft(path, inputs));

    /// <summary>Reads a recipe that is in memory; there is no overlay.</summary>
    public static Checked<Recipe> Read(string path, string text, RecipeInputs inputs) => Sound(Draft(path, text, inputs));

    /// <summary>As <see cref="Load"/>, but a recipe with errors is there as far as it could be read, to find the rest of them.</summary>
    internal static Checked<Recipe> Draft(string path, RecipeInputs inputs)
    {
        var bag = new DiagnosticBag();
        RecipeText? recipe = RecipeText.Load(path, bag);
        if (recipe is null)
        {
            return new(null, bag.Sorted());
        }

        string overlayPath = OverlayPath(path);
        RecipeText? overlay = File.Exists(overlayPath) ? RecipeText.Load(overlayPath, bag) : null;
        return Read(recipe, overlay, inputs, bag);
    }

    /// <summary>As <see cref="Read(string, string, RecipeInputs)"/>, with what could be read of a recipe with errors.</summary>
    internal static Checked<Recipe> Draft(string path, string text, RecipeInputs inputs) =>
        Read(RecipeText.Of(path, text), null, inputs, new DiagnosticBag());

    /// <summary><c>x.local.yaml</c> for <c>x.yaml</c>: what differs from desk to desk.</summary>
    public static string OverlayPath(string recipe) => Path.ChangeExtension(recipe, null) + ".local.yaml";

    private static Checked<Recipe> Read(RecipeText recipe, RecipeText? overlay, RecipeInputs inputs, DiagnosticBag bag)
    {
        YamlMap? root = recipe.Document(bag);
        YamlMap? bench = overlay is null ? null : overlay.Document(bag);
        if (bench is not null)
        {
            RecipeSchema.CheckOverlay(bench, bag);
        }

        if (root is null)
        {
            return new(null, bag.Sorted());
        }

        Extension extension = new(bag);
        root = Variables.Substitute(extension.Extend(recipe, root), inputs, bag);
        RecipeSchema.CheckRecipe(root, bag);
        Recipe read = new RecipeBuilder(root, bench, inputs, bag).Build(recipe, extension.Bases);
        RecipeChecks.Check(read, root, bag);
        return new(read, bag.Sorted());
    }

    private static Checked<Recipe> Sound(Checked<Recipe> draft) =>
        draft.HasErrors ? draft with { Value = null } : draft;
}
