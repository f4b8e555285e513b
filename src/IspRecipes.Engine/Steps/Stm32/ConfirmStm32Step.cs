using IspRecipes.Engine.Diagnostics;

namespace IspRecipes.Engine.Steps.Stm32;

/// <summary>Asks once, before anything is changed, whether read protection may be lifted and option bytes be written.</summary>
/// <param name="Unlocks">True where the recipe has protection lifted if it is on.</param>
/// <param name="Options">What the recipe wants of the option bytes; null for nothing.</param>
internal sealed record ConfirmStm32Step(bool Unlocks, PlannedOptions? Options)
    : Step("Ask before protection and option bytes", null)
{
    public override string Kind => "confirm";

    /// <returns>Skipped where nobody is to be asked or nothing would change.</returns>
    internal override StepOutcome Execute(StepContext context, CancellationToken cancel)
    {
        string[] details = [.. Details(context.Stm32)];
        if (context.Confirm is null || details.Length == 0)
        {
            return StepOutcome.Skipped;
        }

        var question = new Question($"Do this to the {context.Stm32.Part!.Name}?", details);
        return context.Confirm(question)
            ? StepOutcome.Done
            : throw new StepRefusedException(DiagnosticCatalog.Of(DiagnosticCode.ConsentDeclined, null, "protection and option bytes"));
    }

    private IEnumerable<string> Details(Stm32State chip)
    {
        if (Unlocks && chip.ReadProtectionLevel > 0)
        {
            yield return $"lift read protection, which erases all {CheckReadProtectionStep.Kibibytes(chip.Part!)} KiB of its flash";
        }

        foreach (OptionChange change in Options is null ? [] : OptionChange.Between(chip.Part!.Family, chip.Now!, Options.Over(chip.Now!)))
        {
            yield return change.IsWholeByte ? $"{change}" : $"{OptionNames.Of(change.Byte)}: {change}";
        }
    }
}
