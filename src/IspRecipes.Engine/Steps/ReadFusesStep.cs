using IspRecipes.Devices;
using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Recipes;

namespace IspRecipes.Engine.Steps;

/// <summary>Reads every fuse byte and the lock byte, each twice, and says when SCK is too fast for the clock they choose.</summary>
/// <param name="Sck">The bit clock that this clock has to serve; null for none.</param>
/// <param name="Board">What the recipe says of the board's clock; null for nothing.</param>
internal sealed record ReadFusesStep(BitClock? Sck = null, BoardClock? Board = null) : Step("Read fuses and lock bits", null)
{
    public override string Kind => "read-fuses";

    public override StepStage Stage => StepStage.Look;

    internal override StepOutcome Execute(StepContext context, CancellationToken cancel)
    {
        context.Chip.Learn(context.Target.ReadFuses());
        AvrPart part = context.Part;
        CheckReset(context, "RSTDISBL", "then no ISP programmer reaches this chip again");
        CheckReset(context, "DWEN", "then no ISP programmer reaches this chip until a debugger ends debugWIRE");
        if (part.ClockFuse is FuseByte fuse
            && CoreSpeed.Hertz(part, context.Chip.Now[fuse.Id], Board) is double core
            && CoreSpeed.TooFast(DiagnosticCode.BitClockTooFast, Sck, core, CoreTimes.Now, null) is Diagnostic warning)
        {
            context.Report(warning);
        }

        return StepOutcome.Done;
    }

    /// <summary>
    /// A chip that can be reached has not given RESET away; one that holds the fuse all the same was written and never
    /// released, and this is the last chance.
    /// </summary>
    private static void CheckReset(StepContext context, string name, string consequence)
    {
        if (context.Part.FindField(name) is var (fuse, field) && field.IsProgrammed(context.Chip.Now[fuse.Id]))
        {
            context.Report(DiagnosticCatalog.Of(new Fault(FaultCode.ResetGivenAway, name, consequence)));
        }
    }
}
