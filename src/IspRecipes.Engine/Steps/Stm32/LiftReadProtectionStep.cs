using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;

namespace IspRecipes.Engine.Steps.Stm32;

/// <summary>Lifts read protection if it is on. The chip erases all of its flash first; nothing interrupts that.</summary>
internal sealed record LiftReadProtectionStep(Stm32Part Part, SourceSpan? Where) : Step("Lift read protection", Where)
{
    public override string Kind => "lift-read-protection";

    public override IEnumerable<Fact> Facts =>
    [
        new("only if", "the chip is read-protected"),
        new("loses", $"everything in flash, all {CheckReadProtectionStep.Kibibytes(Part)} KiB of it"),
        new("keeps", "the other option bytes; write protection is lifted for the time of the run"),
    ];

    internal override StepOutcome Execute(StepContext context, CancellationToken cancel)
    {
        Stm32State chip = context.Stm32;
        if (chip.ReadProtectionLevel == 0)
        {
            return StepOutcome.Skipped;
        }

        context.Stm32Target.LiftReadProtection();
        chip.Learn(context.Stm32Target.ReadOptions(), context.Stm32Target.ReadProtectionLevel);
        chip.Unlocked();
        chip.Erased = true;
        return StepOutcome.Done;
    }
}
