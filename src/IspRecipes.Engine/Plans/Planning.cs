using IspRecipes.Devices;
using IspRecipes.Devices.Images;
using IspRecipes.Devices.Parts;
using IspRecipes.Devices.Programmers;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Recipes;

namespace IspRecipes.Engine.Plans;

/// <summary>What the planners of every kind of part have in common: a recipe, its files, and what was found wrong so far.</summary>
/// <param name="Recipe">As written.</param>
/// <param name="Files">Reads its files.</param>
/// <param name="Found">Takes what is wrong.</param>
/// <param name="IsDraft">True for a recipe with errors: files are still read, but nothing is judged that hangs together.</param>
internal sealed record Planning(Recipe Recipe, SourceFiles Files, DiagnosticBag Found, bool IsDraft)
{
    /// <summary>What is written to a memory; null for nothing, or where something is wrong with it.</summary>
    public MemoryImage? Written(ImageBook book, AvrMemory memory)
    {
        if (!Recipe.Write.TryGetValue(memory, out Located<string>? name)
            || book.Image(name.Value, SpaceOf(memory)) is not MemoryImage image)
        {
            return null;
        }

        if (image.IsEmpty)
        {
            Found.Add(DiagnosticCatalog.Of(new Fault(FaultCode.ImageEmpty, name.Value), name.Where));
        }

        return image;
    }

    /// <summary>The merges that are saved to disk.</summary>
    /// <param name="part">Whose flash they must fit into; null for nobody's.</param>
    public List<(MergeSpec Merge, MemoryImage Image)> Saved(ImageBook book, Part? part)
    {
        var rules = new SaveRules(Recipe, Files, part, Found);
        List<(MergeSpec, MemoryImage)> saved = [];
        foreach (MergeSpec merge in Recipe.Merges.Values)
        {
            AvrMemory memory = Recipe.Write.FirstOrDefault(write => write.Value.Value == merge.Name).Key;
            if (book.Image(merge.Name, SpaceOf(memory)) is MemoryImage image && merge.Save is Located<string> save)
            {
                rules.Check(merge, save, image);
                saved.Add((merge, image));
            }
        }

        return saved;
    }

    private static MemorySpace SpaceOf(AvrMemory memory) =>
        memory == AvrMemory.Eeprom ? MemorySpace.Eeprom : MemorySpace.Flash;
}
