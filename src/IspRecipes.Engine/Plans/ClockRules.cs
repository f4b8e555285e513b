using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Recipes;
using IspRecipes.Engine.Steps;

namespace IspRecipes.Engine.Plans;

/// <summary>What the clock that a recipe's fuses choose means for the board's crystal and for the bit clock.</summary>
internal static class ClockRules
{
    public static void Check(Job job, DiagnosticBag found)
    {
        if (PlannedClock.Of(job) is not PlannedClock clock)
        {
            return;
        }

        BoardClock? board = job.Recipe.Board.Clock?.Value;
        FuseSetting setting = clock.Setting ?? clock.Fuse.Settings[0];
        if (clock.Choice is not null
            && CheckClockStep.OutOfRange(setting.Words(), clock.Choice, board, setting.ValueWhere) is Diagnostic range)
        {
            found.Add(range);
        }

        DiagnosticCode code = job.FusesFirst ? DiagnosticCode.BitClockLosesChip : DiagnosticCode.BitClockTooFast;
        if (CoreSpeed.TooFast(code, job.Sck, clock.Core(board), CoreTimes.Later, setting.ValueWhere) is Diagnostic speed)
        {
            found.Add(speed);
        }
    }
}
