using IspRecipes.Devices.Catalog;
using IspRecipes.Devices.Images;
using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Recipes;
using IspRecipes.Engine.Steps;

namespace IspRecipes.Engine.Plans;

/// <summary>An STM32 recipe with its names looked up: what the rules judge and the order of steps is made from.</summary>
/// <param name="Part">With the flash size that the recipe gives, where it gives one.</param>
/// <param name="Image">What is written to flash; null for nothing.</param>
/// <param name="Options">What the recipe wants of the option bytes; null where it names none.</param>
/// <param name="Saved">Merges that are saved to disk.</param>
internal sealed record Stm32Job(
    Recipe Recipe,
    Stm32Part Part,
    ProgrammerRow? Programmer,
    MemoryImage? Image,
    PlannedOptions? Options,
    IReadOnlyList<(MergeSpec Merge, MemoryImage Image)> Saved)
{
    /// <summary>False for a recipe that only merges. One that names a chip and does nothing to it identifies it.</summary>
    public bool NeedsDevice => DoesSomethingToChip || (Programmer is not null && Saved.Count == 0);

    /// <summary>True for <c>erase: chip</c>: all of the flash is erased, unless it holds the image and nothing else.</summary>
    public bool ErasesChip => Recipe.Erase?.Value == ErasePolicy.Chip;

    /// <summary>True where read protection is lifted if it is on.</summary>
    public bool Unlocks => Recipe.Unlock?.Value == UnlockPolicy.IfNeeded;

    private bool DoesSomethingToChip =>
        Recipe.Write.Count > 0 || Recipe.Read.Count > 0 || Recipe.Options.Count > 0 || Unlocks || ErasesChip;
}
