using IspRecipes.Devices.Parts;
using IspRecipes.Devices.Programmers;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Recipes;

namespace IspRecipes.Engine.Plans;

/// <summary>What a recipe's policies mean for an STM32, where a user may have expected something else.</summary>
internal static class Stm32Policies
{
    /// <param name="job">The recipe, looked up.</param>
    /// <param name="sold">The part with the flash that it is sold with.</param>
    /// <param name="found">Takes what is wrong.</param>
    public static void Check(Stm32Job job, Stm32Part sold, DiagnosticBag found)
    {
        Recipe recipe = job.Recipe;
        if (recipe.Erase is { Value: ErasePolicy.None } erase && recipe.Write.ContainsKey(AvrMemory.Flash))
        {
            found.Add(DiagnosticCode.EraseNeeded, erase.Where, job.Part.Name);
        }

        if (job.Image is null || recipe.Verify is not { Value: not VerifyPolicy.Full } verify)
        {
            return;
        }

        (string policy, string missed) = verify.Value == VerifyPolicy.None
            ? ("none", "all that is written")
            : ("written-pages", "a flash that holds all of the image already");
        found.Add(DiagnosticCode.VerifyWeakened, verify.Where, policy, missed);
        if (job.Image.End > sold.Flash.End)
        {
            found.Add(DiagnosticCode.UnsoldFlashUnverified, verify.Where, sold.Name, sold.Flash.Size / 1024);
        }
    }
}
