using IspRecipes.Devices.Catalog;
using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Recipes;
using IspRecipes.Engine.Steps;
using IspRecipes.Engine.Steps.Differences;
using IspRecipes.Engine.Steps.Stm32;

namespace IspRecipes.Engine.Plans;

/// <summary>Plans made of a plan: one that only looks at the chip, one that looks before it changes anything, one that saves what is there first.</summary>
internal static class LivePlan
{
    /// <summary>Reads what the run would change, and lets go of the chip; nothing is written, to the chip or to a file.</summary>
    public static Plan Look(Plan plan)
    {
        Plan compared = Compared(plan, isWhole: true, unless: null);
        return compared with { Steps = [.. compared.Steps.Where(step => step.Stage != StepStage.Work)] };
    }

    /// <summary>The run as it is asked for.</summary>
    /// <param name="ifChanged">True to end it after a look where nothing differs; one that changes nothing anyway is as it was.</param>
    /// <param name="backup">Folder that all the chip holds is saved to before anything is changed; null for none.</param>
    public static Plan Of(Plan plan, bool ifChanged, string? backup)
    {
        string options = backup is null ? "'--if-changed'" : "'--if-changed' and '--backup'";
        Plan compared = ifChanged && plan.Steps.Any(Changes) ? Compared(plan, isWhole: false, options) : plan;
        return backup is null ? compared : WithBackup(compared, backup);
    }

    /// <summary>Why the chip of a plan cannot be saved to a folder; null where it can.</summary>
    public static Diagnostic? BackupRefusal(Plan plan, string folder) => plan switch
    {
        { Programmer: null } => DiagnosticCatalog.Of(DiagnosticCode.NothingToLookAt, new SourceSpan(plan.Recipe.Path)),
        { Programmer: var programmer, Part: AvrPart } when !programmer.Can(Abilities.ReadFlash | Abilities.ReadEeprom | Abilities.Fuses) =>
            DiagnosticCatalog.Of(DiagnosticCode.CannotBackUp, plan.Recipe.Programmer?.Type.Where, programmer.Id),
        _ => BackUpChipStep.Taken(folder),
    };

    private static Plan WithBackup(Plan plan, string folder)
    {
        List<Step> steps = [.. plan.Steps];
        int work = steps.FindLastIndex(step => step.Stage == StepStage.Look) + 1;
        int asked = steps.FindIndex(step => step is ConfirmStep or ConfirmStm32Step) + 1;
        steps.Insert(Math.Max(work, asked), plan.Part is AvrPart avr
            ? new BackUpAvrStep(folder, plan.Recipe, avr)
            : new BackUpStm32Step(folder, plan.Recipe, (Stm32Part)plan.Part!));
        return plan with { Steps = steps };
    }

    /// <summary>With a comparison before the first step that works on the chip, and before a check that reads what the comparison has read.</summary>
    private static Plan Compared(Plan plan, bool isWhole, string? unless)
    {
        List<Step> steps = [.. plan.Steps];
        int check = steps.FindIndex(step => step is CheckBootSectionStep);
        steps.Insert(check >= 0 ? check : steps.FindLastIndex(step => step.Stage == StepStage.Look) + 1, Compare(plan, isWhole) with { Unless = unless });
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
