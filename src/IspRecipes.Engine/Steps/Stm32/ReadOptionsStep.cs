namespace IspRecipes.Engine.Steps.Stm32;

/// <summary>Reads the option bytes that act now; they are readable under read protection too.</summary>
internal sealed record ReadOptionsStep() : Step("Read option bytes", null)
{
    public override string Kind => "read-options";

    public override StepStage Stage => StepStage.Look;

    internal override StepOutcome Execute(StepContext context, CancellationToken cancel)
    {
        context.Stm32.Learn(context.Stm32Target.ReadOptions(), context.Stm32Target.ReadProtectionLevel);
        return StepOutcome.Done;
    }
}
