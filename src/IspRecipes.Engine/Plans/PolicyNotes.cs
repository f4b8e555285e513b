using IspRecipes.Devices.Catalog;
using IspRecipes.Devices.Programmers;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Recipes;

namespace IspRecipes.Engine.Plans;

/// <summary>What a recipe's policies mean for a chip, where a user may have expected something else.</summary>
internal static class PolicyNotes
{
    public static void Add(Job job, DiagnosticBag found)
    {
        Recipe recipe = job.Recipe;
        if (recipe.Verify is { Value: not VerifyPolicy.Full } verify && recipe.Write.Count > 0)
        {
            (string policy, string missed) = verify.Value == VerifyPolicy.None
                ? ("none", "all that is written")
                : ("written-pages", "the pages of nothing but 0xFF");
            found.Add(DiagnosticCode.VerifyWeakened, verify.Where, policy, missed);
        }

        if (job.ErasesChip && recipe.Eeprom is null && job.EesaveAtErase != true && !job.FillsEeprom && recipe.Write.TryGetValue(AvrMemory.Flash, out Located<string>? flash))
        {
            string? reason = !job.FusesFirst && job.PlannedEesave == true ? "EESAVE of this recipe acts from the next erase on" : null;
            found.Add(DiagnosticCode.EepromWillBeErased, flash.Where, reason);
        }

        if (recipe.Erase is { Value: ErasePolicy.None } erase
            && recipe.Write.ContainsKey(AvrMemory.Flash) && job.Programmer?.Can(Abilities.ChipErase) == true)
        {
            bool blind = recipe.Verify is { Value: VerifyPolicy.None };
            found.Add(blind ? DiagnosticCode.NeitherErasedNorVerified : DiagnosticCode.BitsOnlyFall, erase.Where);
        }
    }
}
