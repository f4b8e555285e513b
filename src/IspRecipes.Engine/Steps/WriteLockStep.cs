using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;

namespace IspRecipes.Engine.Steps;

/// <summary>Writes the lock bits, last of all, and reads them back. They can only fall; a chip erase raises them.</summary>
internal sealed record WriteLockStep(FuseChange Change, SourceSpan? Where) : Step("Write lock bits", Where)
{
    /// <summary>SCK while it is written; null for the one that is set.</summary>
    public SafeSck? Sck { get; init; }

    public override string Kind => "write-lock";

    public override bool ChangesChip => true;

    public override bool IsLastLeg => true;

    public override IEnumerable<Fact> Facts => Change.Facts;

    internal override StepOutcome Execute(StepContext context, CancellationToken cancel)
    {
        byte current = context.Chip.Now[FuseId.Lock];
        if (Change.IsHeldBy(current))
        {
            return StepOutcome.Unchanged;
        }

        Sck?.Settle(context);
        context.Chip.Learn(FuseId.Lock, context.Target.WriteLock(Change.Over(current)));
        return StepOutcome.Done;
    }
}
