using IspRecipes.Devices.Catalog;
using IspRecipes.Devices.Programmers;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Recipes;

namespace IspRecipes.Engine.Plans;

/// <summary>Where <c>fuses-first</c> has a meaning, and where it has a use.</summary>
internal static class FusesFirstRules
{
    public static void Check(Job job, DiagnosticBag found)
    {
        if (!job.FusesFirst || job.Recipe.FusesFirst is not Located<bool> asked)
        {
            return;
        }

        if (job.Recipe.Fuses.Count == 0)
        {
            found.Add(DiagnosticCode.FusesFirstNeeds, asked.Where, "fuses");
        }
        else if (!job.Recipe.Write.ContainsKey(AvrMemory.Flash))
        {
            found.Add(DiagnosticCode.FusesFirstNeeds, asked.Where, "flash");
        }
        else if (job.Programmer is ProgrammerRow programmer && ReasonForNoGain(job, programmer) is string reason)
        {
            found.Add(DiagnosticCode.FusesFirstGainsNothing, asked.Where, reason);
        }
    }

    private static string? ReasonForNoGain(Job job, ProgrammerRow programmer) =>
        !programmer.Can(Abilities.BitClock) ? $"{programmer.Id} has one SCK and no other"
        : job.Recipe.Programmer?.Sck is null ? "the recipe names no 'sck' that the new clock would allow"
        : null;
}
