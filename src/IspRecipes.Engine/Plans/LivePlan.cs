using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Recipes;
using IspRecipes.Engine.Steps;
using IspRecipes.Engine.Steps.Differences;
using IspRecipes.Engine.Steps.Stm32;

namespace IspRecipes.Engine.Plans;

/// <summary>Plans made of a plan: one that only looks at the chip, one that looks before it changes anything.</summary>
internal static class LivePlan
{
    /// <summary>Reads what the run would change, and lets go of the chip; nothing is written, to the chip or to a file.</summary>
    public static Plan Look(Plan plan)
    {
        Plan compared = Compared(plan, isWhole: true);
        return compared with { Steps = [.. compared.Steps.Where(step => step.Stage != StepStage.Work)] };
    }

    /// <summary>The run, ended after a look where nothing differs; one that changes nothing anyway is as it was.</summary>
    public static Plan IfChanged(Plan plan) => plan.Steps.Any(Changes) ? Compared(plan, isWhole: false) : plan;

    /// <summary>With a comparison before the first step that works on the chip, and before a check that reads what the comparison has read.</summary>
    private static Plan Compared(Plan plan, bool isWhole)
    {
        List<Step> steps = [.. plan.Steps];
        int check = steps.FindIndex(step => step is CheckBootSectionStep);
        steps.Insert(check >= 0 ? check : steps.FindLastIndex(step => step.Stage == StepStage.Look) + 1, Compare(plan, isWhole));
        return plan with { Steps = steps };
    }

    /// <summary>An STM32's steps tell only afterwards whether they changed it.</summary>
    private static bool Changes(Step step) =>
        step.ChangesChip || step is WriteStm32FlashStep or EraseFlashStep or WriteOptionsStep or LiftReadProtectionStep;

    private static CompareStep Compare(Plan plan, bool isWhole) => plan.Part is AvrPart avr
        ? new CompareAvrStep(Goal(plan, avr), isWhole)
        : new CompareStm32Step(
            plan.Steps.OfType<WriteStm32FlashStep>().SingleOrDefault()?.Pages ?? [],
            plan.Steps.OfType<WriteOptionsStep>().SingleOrDefault()?.Options,
            plan.Steps.OfType<EraseFlashStep>().Any(),
            isWhole);

    private static AvrGoal Goal(Plan plan, AvrPart part) => new(
        part,
        [.. plan.Steps.OfType<WriteFuseStep>().Select(step => step.Change)],
        plan.Steps.OfType<WriteLockStep>().SingleOrDefault()?.Change,
        plan.Steps.OfType<WriteFlashStep>().SingleOrDefault()?.Pages ?? [],
        plan.Steps.OfType<WriteEepromStep>().SingleOrDefault()?.Goal)
    {
        ErasesChip = plan.Steps.OfType<EraseChipStep>().Any(),
        WantsErase = plan.Recipe.Erase?.Value == ErasePolicy.Chip,
        KeepsEeprom = plan.Steps.OfType<KeepEepromStep>().Any(),
        FusesFirst = plan.Steps.OfType<ReenterStep>().Any(),
    };
}
