using IspRecipes.Engine.Diagnostics;

namespace IspRecipes.Engine.Steps;

/// <summary>Asks once, before anything is changed, whether fuses and lock bits may be written.</summary>
internal sealed record ConfirmStep(IReadOnlyList<FuseChange> Changes) : Step("Ask before fuses and lock bits", null)
{
    public override string Kind => "confirm";

    /// <returns>Skipped where nobody is to be asked or nothing would change.</returns>
    internal override StepOutcome Execute(StepContext context, CancellationToken cancel)
    {
        string[] details =
        [
            .. from change in Changes
               let held = context.Chip.Now[change.Fuse.Id]
               where !change.IsHeldBy(held)
               let after = change.Over(held)
               select $"{FuseNames.Of(change.Fuse.Id)}: 0x{held:X2} -> 0x{after:X2} ({FieldChange.List(change.Fuse, held, after)})",
        ];
        if (context.Confirm is null || details.Length == 0)
        {
            return StepOutcome.Skipped;
        }

        var question = new Question($"Write these bytes to the {context.Part.Name}?", details);
        if (!context.Confirm(question))
        {
            throw new StepRefusedException(DiagnosticCatalog.Of(DiagnosticCode.ConsentDeclined, null, "fuses and lock bits"));
        }

        return StepOutcome.Done;
    }
}
