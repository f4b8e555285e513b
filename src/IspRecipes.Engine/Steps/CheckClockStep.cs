using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Recipes;

namespace IspRecipes.Engine.Steps;

/// <summary>Refuses a change to a clock that the board is not known to have: without its clock a chip is dead to ISP.</summary>
/// <param name="Change">The byte that holds CKSEL.</param>
/// <param name="Field">CKSEL.</param>
/// <param name="Setting">What the recipe wrote, for the message.</param>
/// <param name="Board">What the recipe says of the board's clock; null for nothing.</param>
public sealed record CheckClockStep(
    FuseChange Change, FuseField Field, string Setting, BoardClock? Board, SourceSpan? Where)
    : Step("Check clock source", Where)
{
    public override string Kind => "check-clock";

    public override StepOutcome Execute(StepContext context, CancellationToken cancel)
    {
        byte current = context.Chip.Now[Change.Fuse.Id];
        ClockClass before = context.Part.ClockOf(current)!.Class;
        ClockClass after = context.Part.ClockOf(Change.Over(current))!.Class;
        if (before != after && Board?.Serves(after) != true)
        {
            throw new StepRefusedException(Refusal(Setting, after, Board, Where));
        }

        return StepOutcome.Done;
    }

    internal static Diagnostic Refusal(string setting, ClockClass clock, BoardClock? board, SourceSpan? where) =>
        DiagnosticCatalog.Of(
            DiagnosticCode.ClockSourceRefused,
            where,
            setting,
            ClockWords.Of(clock),
            board is null ? null : ClockWords.Of(board));
}
