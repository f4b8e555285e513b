using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Runs;

namespace IspRecipes.Cli.Output;

/// <summary>A line per step, for logs and pipes; long steps say every quarter.</summary>
internal sealed class PlainReporter(CliHost host, Verbosity verbosity) : IRunReporter
{
    private const int LongStepBytes = 4096;
    private int _quarter;

    public T Follow<T>(Func<Action<RunEvent>, T> run) => run(Show);

    public void Settle()
    {
        // Everything is shown as it is told.
    }

    private void Show(RunEvent happened)
    {
        if (happened is RunEvent.Reported { Diagnostic: var diagnostic })
        {
            if (verbosity != Verbosity.Quiet || diagnostic.Severity == Severity.Error)
            {
                Messages.Write(host, [diagnostic]);
            }
        }
        else if (verbosity != Verbosity.Quiet)
        {
            ShowProgress(happened);
        }
    }

    private void ShowProgress(RunEvent happened)
    {
        switch (happened)
        {
            case RunEvent.RunStarted { Plan: var plan }:
                host.Error.WriteLine(Phrases.Start(plan));
                break;
            case RunEvent.StepStarted:
                _quarter = 0;
                break;
            case RunEvent.StepProgressed { Total: >= LongStepBytes } step when step.Done * 4 / step.Total > _quarter && step.Done < step.Total:
                _quarter = (int)(step.Done * 4 / step.Total);
                host.Error.WriteLine(
                    $"  {_quarter * 25,3} %  {Phrases.Rate(step.Done, step.Elapsed)}, {Phrases.Left(step.Done, step.Total, step.Elapsed)}");
                break;
            case RunEvent.StepFinished { Step: var step }:
                host.Error.WriteLine(Phrases.Step(step, withCost: verbosity == Verbosity.Verbose));
                break;
        }
    }
}
