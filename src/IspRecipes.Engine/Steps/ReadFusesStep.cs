using IspRecipes.Devices.Parts;

namespace IspRecipes.Engine.Steps;

/// <summary>Reads the lock byte and every fuse byte the part has.</summary>
public sealed record ReadFusesStep() : Step("Read lock and fuses", null)
{
    public override string Kind => "read-fuses";

    public override StepOutcome Execute(StepContext context, CancellationToken cancel)
    {
        context.Chip.Learn(FuseId.Lock, context.Target.ReadFuse(FuseId.Lock));
        foreach (FuseByte fuse in context.Part.Fuses)
        {
            context.Chip.Learn(fuse.Id, context.Target.ReadFuse(fuse.Id));
        }

        return StepOutcome.Done;
    }
}
