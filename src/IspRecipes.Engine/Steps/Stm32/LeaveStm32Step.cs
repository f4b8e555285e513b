namespace IspRecipes.Engine.Steps.Stm32;

/// <summary>Resets a chip that was halted or changed, lets it run, and leaves debug.</summary>
internal sealed record LeaveStm32Step() : Step("Leave the chip running", null)
{
    public override string Kind => "leave";

    public override StepStage Stage => StepStage.Leave;

    public override bool IsLastLeg => true;

    public override IEnumerable<Fact> Facts => [new("reset", "if it was halted or changed")];

    internal override StepOutcome Execute(StepContext context, CancellationToken cancel)
    {
        context.Stm32Target.Leave();
        return StepOutcome.Done;
    }
}
