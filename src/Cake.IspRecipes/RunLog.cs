using Cake.Core.Diagnostics;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Plans;
using IspRecipes.Engine.Runs;
using IspRecipes.Engine.Steps;

namespace Cake.IspRecipes;

/// <summary>
/// A run in Cake's log, in the words of <c>isprecipe</c>: a line per step from the verbosity <c>normal</c> on, and from
/// <c>verbose</c> on what it cost on the wire; long steps say every quarter.
/// </summary>
internal sealed class RunLog(ICakeLog cake, ScriptLog log)
{
    private const int LongStepBytes = 4096;

    private int _quarter;

    public void Show(RunEvent happened)
    {
        switch (happened)
        {
            case RunEvent.RunStarted { Plan: var plan }:
                log.Tell($"{plan.Recipe.Name}{Through(plan)}");
                break;
            case RunEvent.StepStarted:
                _quarter = 0;
                break;
            case RunEvent.StepProgressed { Total: >= LongStepBytes } step:
                ShowQuarter(step);
                break;
            case RunEvent.StepFinished { Step: var step }:
                log.Tell($"  {step.Title}: {Outcome(step)}");
                ShowCost(step);
                break;
            case RunEvent.Reported { Diagnostic: var diagnostic }:
                log.Tell(diagnostic);
                break;
        }
    }

    /// <summary>The last word: whether it is done, and what the chip holds now.</summary>
    public void ShowEnd(Plan plan, RunReport report)
    {
        string verdict = report.Exit switch
        {
            ExitCode.Done => "Done",
            ExitCode.Interrupted or ExitCode.Terminated => "INTERRUPTED",
            _ => "FAILED",
        };
        log.Tell($"{verdict}: {plan.Recipe.Name}{Through(plan)}{(report.Simulated ? " (simulated)" : "")}, {Seconds(report.Elapsed)}");
        if (plan.Part is not null && report is { Failure: not null } or { ChangedChip: false })
        {
            log.Tell(report.ChangedChip
                ? "  The chip was changed and may hold half of the job: run again from the start."
                : "  Nothing on the chip was changed.");
        }

        foreach (object change in report.FuseChanges.Concat<object>(report.Stm32?.Changes ?? []))
        {
            log.Tell($"  {change}");
        }
    }

    private void ShowQuarter(RunEvent.StepProgressed step)
    {
        int quarter = (int)(step.Done * 4 / step.Total);
        if (quarter > _quarter && quarter < 4)
        {
            _quarter = quarter;
            log.Tell($"    {quarter * 25} %, {Seconds(step.Elapsed)}");
        }
    }

    private void ShowCost(StepRecord step)
    {
        if (step.Cost.RoundTrips > 0)
        {
            cake.Verbose(
                "    {0:N0} round trips, {1:N0} bytes out, {2:N0} in, {3}",
                step.Cost.RoundTrips, step.Cost.BytesOut, step.Cost.BytesIn, Seconds(step.Elapsed));
        }
    }

    private static string Through(Plan plan) =>
        plan is { Part: { } part, Programmer: { } programmer } ? $": {part.Name} through {programmer.Id}" : "";

    private static string Outcome(StepRecord step) => step.Outcome switch
    {
        StepOutcome.Done when step.Bytes > 0 => $"ok, {step.Bytes:N0} bytes in {Seconds(step.Elapsed)}",
        StepOutcome.Done => "ok",
        StepOutcome.Unchanged => "unchanged",
        StepOutcome.Skipped => "not needed",
        _ => "FAILED",
    };

    private static string Seconds(TimeSpan time) => $"{time.TotalSeconds:0.0} s";
}
