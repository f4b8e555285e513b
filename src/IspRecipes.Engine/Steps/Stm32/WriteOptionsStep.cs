using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;

namespace IspRecipes.Engine.Steps.Stm32;

/// <summary>Writes the option bytes if they hold anything else than they shall, read protection last. They act from the next reset on.</summary>
/// <param name="Options">What the recipe names; null where they only get back what they held before the protection was lifted.</param>
internal sealed record WriteOptionsStep(PlannedOptions? Options, SourceSpan? Where) : Step("Write option bytes", Where)
{
    public override string Kind => "write-options";

    public override bool IsLastLeg => true;

    public override IEnumerable<Fact> Facts => Options?.Settings.Select(setting => new Fact(setting.Name.Value, setting.Text()))
        ?? [new("puts back", "write protection that was lifted with read protection")];

    internal override StepOutcome Execute(StepContext context, CancellationToken cancel)
    {
        Stm32State chip = context.Stm32;
        OptionBytes wanted = Options?.Over(chip.Kept!) ?? chip.Kept!;
        if (OptionChange.Between(chip.Part!.Family, chip.Now!, wanted).Count == 0)
        {
            return StepOutcome.Unchanged;
        }

        context.Stm32Target.WriteOptions(wanted);
        chip.Pending = wanted;
        return StepOutcome.Done;
    }
}
