using IspRecipes.Devices.Catalog;
using IspRecipes.Devices.Parts;

namespace IspRecipes.Engine.Recipes;

/// <summary>What a recipe that comes with isprecipe is for.</summary>
/// <param name="Path">Where it lies; <c>isprecipe run</c> takes it.</param>
/// <param name="Name">As the recipe has it.</param>
/// <param name="Description">In a sentence; null for none.</param>
/// <param name="Mcu">Catalogue id of its part; null for a recipe that only merges.</param>
/// <param name="Sisters">Parts that its file is for as well; <c>--set mcu=PART</c> takes it there.</param>
/// <param name="Kinds">What its files are, <c>atmel-dfu</c>; those of no stated kind are left out.</param>
/// <param name="Usb">Ids to look for afterwards, those of a sketch where the file brings one; null for none.</param>
/// <param name="Published">Its files that we know by their hash.</param>
public sealed record ShippedRecipe(
    string Path,
    string Name,
    string? Description,
    string? Mcu,
    IReadOnlyList<string> Sisters,
    IReadOnlyList<string> Kinds,
    string? Usb,
    IReadOnlyList<KnownFile> Published)
{
    /// <summary>File name without its ending: <c>atmega32u4-dfu</c>.</summary>
    public string Id => System.IO.Path.GetFileNameWithoutExtension(Path);

    /// <summary>True where it can flash that part.</summary>
    public bool Reaches(string part) => Mcu == part || Sisters.Contains(part);

    /// <summary>
    /// True where every word is in what it is called, what it says of itself, its part by any name, its kind of bootloader or its USB
    /// ids; case, blanks and hyphens do not count.
    /// </summary>
    public bool Answers(IEnumerable<string> words)
    {
        string[] told = [.. Told().Select(Plain)];
        return words.Select(Plain).All(word => Array.Exists(told, text => text.Contains(word, StringComparison.Ordinal)));
    }

    internal static ShippedRecipe Of(Recipe recipe)
    {
        Part? part = recipe.Mcu is null ? null : PartCatalog.Find(recipe.Mcu.Value);
        KnownFile[] published = [.. recipe.Files.Values
            .Select(file => file.Sha256 is null ? null : KnownFiles.Find(file.Sha256.Value)).OfType<KnownFile>()];
        return new ShippedRecipe(
            recipe.Path, recipe.Name, recipe.Description, part?.Id,
            part is null ? [] : [.. published.SelectMany(known => known.Parts).Where(sister => sister != part.Id).Distinct()],
            [.. recipe.Files.Values.Select(file => file.Kind?.Value).OfType<string>().Distinct()],
            recipe.ExpectUsb,
            published);
    }

    private IEnumerable<string> Told()
    {
        IEnumerable<Part?> parts = Sisters.Append(Mcu).OfType<string>().Select(PartCatalog.Find);
        return
        [
            Id, Name, Description ?? "", Usb ?? "", .. Kinds, .. Published.Select(known => $"{known.Usb}"),
            .. parts.OfType<Part>().SelectMany(part => (IEnumerable<string>)[part.Id, part.Name, .. part.Aliases]),
        ];
    }

    private static string Plain(string text) =>
        new([.. text.Where(character => char.IsLetterOrDigit(character) || character == ':').Select(char.ToLowerInvariant)]);
}
