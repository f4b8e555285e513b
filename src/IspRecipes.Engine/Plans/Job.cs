using IspRecipes.Devices.Catalog;
using IspRecipes.Devices.Images;
using IspRecipes.Devices.Parts;
using IspRecipes.Devices.Programmers;
using IspRecipes.Engine.Recipes;
using IspRecipes.Engine.Steps;

namespace IspRecipes.Engine.Plans;

/// <summary>A recipe with its names looked up: what the rules judge and the order of steps is made from.</summary>
/// <param name="Fuses">In the order they are written.</param>
/// <param name="Images">What is written to each memory; without those that something is wrong with.</param>
/// <param name="Saved">Merges that are saved to disk.</param>
internal sealed record Job(
    Recipe Recipe,
    AvrPart? Part,
    ProgrammerRow? Programmer,
    IReadOnlyList<PlannedFuse> Fuses,
    PlannedFuse? Lock,
    IReadOnlyDictionary<AvrMemory, MemoryImage> Images,
    IReadOnlyList<(MergeSpec Merge, MemoryImage Image)> Saved)
{
    /// <summary>What a new chip follows, at 1 MHz, with room to spare.</summary>
    private const double SafeSck = 125e3;

    /// <summary>False for a recipe that only merges. One that names a chip and does nothing to it identifies it.</summary>
    public bool NeedsDevice => DoesSomethingToChip || (Recipe.Mcu is not null && Programmer is not null && Saved.Count == 0);

    /// <summary>Only a flash write, or <c>erase: chip</c>, erases; a bootloader erases page by page on its own.</summary>
    public bool ErasesChip => Recipe.Erase?.Value switch
    {
        ErasePolicy.Chip => true,
        ErasePolicy.None => false,
        _ => Recipe.Write.ContainsKey(AvrMemory.Flash) && Programmer?.Can(Abilities.ChipErase) == true,
    };

    public bool KeepsEeprom => ErasesChip && Recipe.Eeprom?.Value == EepromPolicy.Keep;

    /// <summary>True where the recipe has a byte for all of the EEPROM, so that nothing becomes of what it held.</summary>
    public bool FillsEeprom => Image(AvrMemory.Eeprom) is { } image && image.ByteCount == Part?.Eeprom.Size;

    /// <summary>True where the recipe itself asks for an empty EEPROM, and not only the chip erase for one.</summary>
    public bool BlanksEeprom => ErasesChip && Recipe.Eeprom?.Value == EepromPolicy.Erase;

    /// <summary>True where fuses are written, and act, before the memories are.</summary>
    public bool FusesFirst => Recipe.FusesFirst?.Value == true;

    /// <summary>SCK of the memories: the recipe's where the programmer can be told one, else its own; null for none.</summary>
    public BitClock? Sck => Recipe.Programmer?.Sck is Located<double> sck && SetsBitClock ? new BitClock(Step(sck.Value), sck.Where)
        : Programmer?.SckHertz is double hertz ? new BitClock(hertz)
        : null;

    /// <summary>SCK to begin with. Before new fuses act the old clock counts, which nobody knows yet.</summary>
    public BitClock? FirstSck => FusesFirst && SetsBitClock && Sck is BitClock sck
        ? sck with { Hertz = Step(Math.Min(sck.Hertz, SafeSck)) }
        : Sck;

    public bool SetsBitClock => Programmer?.Can(Abilities.BitClock) == true;

    /// <summary>
    /// What the chip erase finds EESAVE at, where the recipe decides it: it acts at once, so only one that is written first
    /// counts. Null where the chip does.
    /// </summary>
    public bool? EesaveAtErase => FusesFirst ? PlannedEesave : null;

    /// <summary>EESAVE as the recipe wants it; null where it does not say.</summary>
    public bool? PlannedEesave =>
        Part is not null && new FlashSections(Part, Fuses).Deciding("EESAVE") is (_, _, int value) ? value == 0 : null;

    public bool Allows(Consent consent) => Recipe.Allow.Any(allowed => allowed.Value == consent);

    public MemoryImage? Image(AvrMemory memory) => Images.GetValueOrDefault(memory);

    /// <summary>What the programmer makes of a wish; the wish where it has no steps.</summary>
    private double Step(double hertz) => Programmer?.SckFor(hertz) ?? hertz;

    private bool DoesSomethingToChip =>
        Recipe.Write.Count > 0 || Recipe.Read.Count > 0 || Recipe.Fuses.Count > 0 || Recipe.Lock.Count > 0
        || Recipe.Erase?.Value == ErasePolicy.Chip;
}
