using IspRecipes.Devices.Catalog;
using IspRecipes.Devices.Parts;
using IspRecipes.Devices.Programmers;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Recipes;

namespace IspRecipes.Engine.Plans;

/// <summary>What of the grammar, and which programmers, belong to the kind of part that a recipe names.</summary>
internal static class PartRules
{
    /// <summary>Refuses the keys of the other kind, each with what does the like here.</summary>
    public static void CheckKeys(Recipe recipe, Part? part, DiagnosticBag found)
    {
        (IEnumerable<Misplaced> keys, string kind, string other) = part switch
        {
            AvrPart => (OfStm32(recipe), "STM32s", "an AVR"),
            Stm32Part => (OfAvr(recipe), "AVRs", "an STM32"),
            _ => ([], "", ""),
        };
        foreach (Misplaced key in keys)
        {
            found.Add(DiagnosticCode.KeyForOtherParts, key.Where, key.Name, kind, part!.Name, other, key.Remedy);
        }
    }

    /// <summary>The programmer if it reaches the part; null, and reported, where it speaks another language.</summary>
    public static ProgrammerRow? Reaching(Recipe recipe, Part? part, ProgrammerRow? programmer, DiagnosticBag found)
    {
        if (part is null || programmer is null || Reaches(programmer, part))
        {
            return programmer;
        }

        (string programs, string kind) = part is AvrPart ? ("STM32s over SWD", "an AVR") : ("AVRs", "an STM32");
        found.Add(
            DiagnosticCode.ProgrammerForOtherParts, recipe.Programmer!.Type.Where,
            programmer.Id, programs, part.Name, kind, ProgrammerCatalog.Rows.Where(row => Reaches(row, part)).Select(row => row.Id));
        return null;
    }

    private static bool Reaches(ProgrammerRow programmer, Part part) => programmer.Reach is Reach.Swd == part is Stm32Part;

    private static IEnumerable<Misplaced> OfStm32(Recipe recipe) => Written(
    [
        new("options", recipe.Options.FirstOrDefault()?.Name.Where, "its fuses and lock bits are set under 'fuses' and 'lock'"),
        new("unlock", recipe.Unlock?.Where, "leave it out: an AVR's lock bits fall with the chip erase before a flash write, or with 'erase: chip'"),
        new("accept", recipe.Accept.FirstOrDefault()?.Where, "leave it out: an AVR is known by its signature alone"),
        new("flash-size", recipe.FlashSize?.Where, "leave it out: an AVR has the flash of its data sheet"),
    ]);

    private static IEnumerable<Misplaced> OfAvr(Recipe recipe) => Written(
    [
        new("fuses", recipe.Fuses.FirstOrDefault()?.Name.Where, "its option bytes are set under 'options'"),
        new("fuses-first", recipe.FusesFirst?.Where, "leave it out: option bytes act from the reset that ends the run"),
        new("lock", recipe.Lock.FirstOrDefault()?.Name.Where,
            "read protection is 'options: { RDP: level-1 }', write protection the bits of WRP0 to WRP3 there"),
        new("eeprom", recipe.Eeprom?.Where, NoEeprom),
        new("write: eeprom", recipe.Write.GetValueOrDefault(AvrMemory.Eeprom)?.Where, NoEeprom),
        new("read: eeprom", recipe.Read.GetValueOrDefault(AvrMemory.Eeprom)?.Where, NoEeprom),
    ]);

    private const string NoEeprom = "leave it out: it has no EEPROM; one that a program emulates is pages of its flash";

    private static IEnumerable<Misplaced> Written(IEnumerable<Misplaced> keys) => keys.Where(key => key.Where is not null);

    /// <summary>A key of the other kind of part.</summary>
    /// <param name="Where">Null where the recipe has no such key.</param>
    /// <param name="Remedy">What to do instead.</param>
    private sealed record Misplaced(string Name, SourceSpan? Where, string Remedy);
}
