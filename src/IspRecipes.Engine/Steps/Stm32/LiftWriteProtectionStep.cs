using IspRecipes.Devices.Parts;
using IspRecipes.Devices.Targets;
using IspRecipes.Engine.Diagnostics;

namespace IspRecipes.Engine.Steps.Stm32;

/// <summary>Lifts write protection that the recipe wants gone and that pages to be written are under. It acts after a reset.</summary>
/// <param name="Check">Knows which pages that are.</param>
/// <param name="Options">What the recipe wants of the option bytes.</param>
internal sealed record LiftWriteProtectionStep(CheckWriteProtectionStep Check, PlannedOptions Options, SourceSpan? Where)
    : Step("Lift write protection", Where)
{
    public override string Kind => "lift-write-protection";

    public override IEnumerable<Fact> Facts => [new("only if", "pages to be written are under it")];

    internal override StepOutcome Execute(StepContext context, CancellationToken cancel)
    {
        Stm32State chip = context.Stm32;
        OptionBytes wanted = Options.Over(chip.Now!);
        OptionBytes lifted = chip.Part!.Family.Options
            .Where(option => option.Id >= OptionByteId.Wrp0)
            .Aggregate(chip.Now!, (options, option) => options.With(option.Id, wanted[option.Id]));
        if (!Check.Touched(chip.Part, chip.Now!).Except(WriteProtection.Pages(chip.Part, lifted)).Any())
        {
            return StepOutcome.Skipped;
        }

        context.Stm32Target.WriteOptions(lifted);
        context.Stm32Target.ResetAndHalt();
        chip.Learn(context.Stm32Target.ReadOptions(), context.Stm32Target.ReadProtectionLevel);
        CheckOptionsStep.Compare(chip, lifted);
        return StepOutcome.Done;
    }
}
