using Cake.Core.Diagnostics;
using IspRecipes.Engine.Downloads;
using IspRecipes.Engine.Plans;
using IspRecipes.Engine.Runs;

namespace Cake.IspRecipes;

/// <summary>
/// A run in Cake's log, in the words of <c>isprecipe</c>, from the verbosity <c>normal</c> on: a line per step, of which long ones
/// say every quarter, and from <c>verbose</c> on what each cost on the wire.
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
                log.Tell(Phrases.Start(plan));
                break;
            case RunEvent.StepStarted:
                _quarter = 0;
                break;
            case RunEvent.StepProgressed { Total: >= LongStepBytes } step:
                ShowQuarter(step);
                break;
            case RunEvent.StepFinished { Step: var step }:
                log.Tell($"  {Phrases.Step(step, withCost: cake.Verbosity >= Verbosity.Verbose)}");
                break;
            case RunEvent.Reported { Diagnostic: var diagnostic }:
                log.Tell(diagnostic);
                break;
        }
    }

    public void Show(FetchEvent happened)
    {
        switch (happened)
        {
            case FetchEvent.Finished finished:
                log.Tell(Phrases.Fetch(finished));
                break;
            case FetchEvent.Reported { Diagnostic: var diagnostic }:
                log.Tell(diagnostic);
                break;
        }
    }

    /// <summary>The last word: whether it is done, what the chip holds now, what it cost.</summary>
    public void ShowEnd(Plan plan, RunReport report)
    {
        StringWriter text = new();
        RunSummary.Write(text, plan, report);
        log.Tell(text.ToString().TrimEnd());
    }

    private void ShowQuarter(RunEvent.StepProgressed step)
    {
        int quarter = (int)(step.Done * 4 / step.Total);
        if (quarter > _quarter && quarter < 4)
        {
            _quarter = quarter;
            log.Tell($"    {quarter * 25} %, {Phrases.Left(step.Done, step.Total, step.Elapsed)}");
        }
    }
}
