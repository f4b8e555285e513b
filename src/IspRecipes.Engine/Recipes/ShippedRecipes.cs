namespace IspRecipes.Engine.Recipes;

/// <summary>The recipes that come with isprecipe: a folder of them beside the program, without those that they extend.</summary>
public sealed class ShippedRecipes
{
    /// <param name="folder">Where they lie; one that is not there has none.</param>
    public ShippedRecipes(string folder) => All = !Directory.Exists(folder) ? [] :
    [
        .. Directory.EnumerateFiles(folder, "*.yaml")
            .Where(path => !path.EndsWith(".local.yaml", StringComparison.Ordinal))
            .OrderBy(Path.GetFileNameWithoutExtension, StringComparer.Ordinal)
            .Select(path => RecipeReader.Load(path, new RecipeInputs()).Value)
            .OfType<Recipe>()
            .Select(ShippedRecipe.Of),
    ];

    /// <summary>Where they lie beside the program that runs.</summary>
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "recipes");

    /// <summary>Path of one that comes along; null where none has this name.</summary>
    /// <param name="name">With or without its ending.</param>
    internal static string? Named(string name)
    {
        string path = Path.Combine(Folder, Path.ChangeExtension(name, ".yaml"));
        return File.Exists(path) ? path : null;
    }

    /// <summary>In the order of their names.</summary>
    public IReadOnlyList<ShippedRecipe> All { get; }

    /// <summary>Those that put a bootloader on a part, or put it back, and need nothing else.</summary>
    /// <param name="kind"><c>caterina</c>; null for any.</param>
    /// <param name="part">Catalogue id.</param>
    public IReadOnlyList<ShippedRecipe> Restoring(string? kind, string part) =>
        [.. All.Where(recipe => recipe.Reaches(part) && recipe.Kinds is [string one] && (kind is null || one == kind))];

    /// <summary>
    /// Those for a keyboard: with its bootloader and for its board where there are such, else what can be put on its chip at all.
    /// </summary>
    public IReadOnlyList<ShippedRecipe> For(QmkKeyboard keyboard)
    {
        ShippedRecipe[] chip = [.. All.Where(recipe => recipe.Kinds.Count == 1
            && recipe.Sisters.Append(recipe.Mcu).OfType<string>().Any(keyboard.Is))];
        ShippedRecipe[] bootloader = [.. chip.Where(recipe => recipe.Kinds[0] == keyboard.Bootloader)];
        if (bootloader.Length == 0 && keyboard.Bootloader is "qmk-dfu" or "lufa-dfu")
        {
            bootloader = [.. chip.Where(recipe => recipe.Kinds[0] == "atmel-dfu")]; // they take the same files through the same tools
        }

        ShippedRecipe[] board = [.. bootloader.Where(recipe => keyboard.Board is not null && recipe.Answers([keyboard.Board]))];
        return board.Length > 0 ? board : bootloader.Length > 0 ? bootloader : chip;
    }
}
