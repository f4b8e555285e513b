namespace IspRecipes.Engine.Steps;

/// <summary>Leaves programming mode: new fuses act from here on, RESET is released and the chip starts.</summary>
internal sealed record LeaveStep() : Step("Leave programming mode and release RESET", null)
{
    public override string Kind => "leave";

    public override StepStage Stage => StepStage.Leave;

    public override bool IsLastLeg => true;

    internal override StepOutcome Execute(StepContext context, CancellationToken cancel)
    {
        context.Target.Leave();
        return StepOutcome.Done;
    }
}
