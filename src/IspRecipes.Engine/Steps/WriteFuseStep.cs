using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;

namespace IspRecipes.Engine.Steps;

/// <summary>Writes one fuse byte and reads it back. It acts when programming mode is left; until then it can be repaired.</summary>
internal sealed record WriteFuseStep(FuseChange Change, SourceSpan? Where)
    : Step($"Write {FuseNames.Of(Change.Fuse.Id)} fuse", Where)
{
    /// <summary>SCK while it is written; null for the one that is set.</summary>
    public SafeSck? Sck { get; init; }

    public override string Kind => "write-fuse";

    public override bool ChangesChip => true;

    public override bool IsLastLeg => true;

    public override IEnumerable<Fact> Facts =>
    [
        new("fuse", FuseNames.Of(Change.Fuse.Id)),
        new("value", $"{Change}"),
        .. Change.Facts,
    ];

    internal override StepOutcome Execute(StepContext context, CancellationToken cancel)
    {
        FuseId id = Change.Fuse.Id;
        byte current = context.Chip.Now[id];
        if (Change.IsHeldBy(current))
        {
            return StepOutcome.Unchanged;
        }

        Sck?.Settle(context);
        // One wrong bit on the way makes a chip erase of the instruction.
        context.Chip.EepromAtRisk |= context.Chip.KeptEeprom is not null;
        context.Chip.Learn(id, context.Target.WriteFuse(id, Change.Over(current)));
        return StepOutcome.Done;
    }
}
