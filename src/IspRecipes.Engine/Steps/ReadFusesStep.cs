namespace IspRecipes.Engine.Steps;

/// <summary>Reads every fuse byte and the lock byte, each twice.</summary>
public sealed record ReadFusesStep() : Step("Read fuses and lock bits", null)
{
    public override string Kind => "read-fuses";

    public override StepOutcome Execute(StepContext context, CancellationToken cancel)
    {
        context.Chip.Learn(context.Target.ReadFuses());
        return StepOutcome.Done;
    }
}
