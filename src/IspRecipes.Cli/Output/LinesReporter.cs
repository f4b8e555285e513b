using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Runs;
using IspRecipes.Engine.Steps;

namespace IspRecipes.Cli.Output;

/// <summary>
/// A line per step, the same in terminals, logs and pipes. While a long step lasts, a terminal that animates shows a bar;
/// else every quarter is told.
/// </summary>
internal sealed class LinesReporter(CliHost host, Verbosity verbosity)
{
    private const int LongStepBytes = 4096;

    /// <summary>A step of less is over before a bar could be read.</summary>
    private const int FewestBytesForBar = 64;

    private readonly ProgressBar? _bar = host.Look.Animates ? new ProgressBar(host, TimeProvider.System) : null;
    private readonly List<Diagnostic> _errors = [];
    private bool _isInStep;
    private int _quarter;

    /// <summary>Shows it at once, so that a question comes after all that was told before it.</summary>
    public void Show(RunEvent happened)
    {
        if (happened is RunEvent.Reported { Diagnostic: var diagnostic })
        {
            Tell(diagnostic);
        }
        else if (verbosity != Verbosity.Quiet)
        {
            ShowProgress(happened);
        }

        if (happened is RunEvent.StepStarted or RunEvent.StepFinished)
        {
            _isInStep = happened is RunEvent.StepStarted;
            Messages.Write(host, _errors);
            _errors.Clear();
        }
    }

    /// <summary>Shows a step that waits for somebody else before anything of it moves.</summary>
    public void ShowTitle()
    {
        if (verbosity != Verbosity.Quiet)
        {
            _bar?.ShowTitle();
        }
    }

    /// <summary>An error stands below the line of the step that it ends.</summary>
    private void Tell(Diagnostic diagnostic)
    {
        if (diagnostic.Severity == Severity.Error && _isInStep)
        {
            _errors.Add(diagnostic);
        }
        else if (diagnostic.Severity == Severity.Error || verbosity != Verbosity.Quiet)
        {
            _bar?.Erase();
            Messages.Write(host, [diagnostic]);
        }
    }

    private void ShowProgress(RunEvent happened)
    {
        switch (happened)
        {
            case RunEvent.RunStarted { Plan: var plan }:
                host.Error.WriteLine(host.Look.OnError(Colour.Bold, Phrases.Start(plan)));
                break;
            case RunEvent.StepStarted step:
                _quarter = 0;
                _bar?.Begin(step.Title);
                break;
            case RunEvent.StepProgressed { Total: 0 or >= FewestBytesForBar } step when _bar is not null:
                _bar.Move(step);
                break;
            case RunEvent.StepProgressed { Total: >= LongStepBytes } step when _bar is null:
                TellQuarter(step);
                break;
            case RunEvent.StepFinished { Step: var step }:
                Finish(step);
                break;
        }
    }

    private void TellQuarter(RunEvent.StepProgressed step)
    {
        int quarter = (int)(step.Done * 4 / step.Total);
        if (quarter > _quarter && step.Done < step.Total)
        {
            _quarter = quarter;
            host.Error.WriteLine(
                $"  {quarter * 25,3} %  {Phrases.Rate(step.Done, step.Elapsed)}, {Phrases.Left(step.Done, step.Total, step.Elapsed)}");
        }
    }

    private void Finish(StepRecord step)
    {
        if (step.Outcome == StepOutcome.Failed)
        {
            _bar?.Freeze();
        }

        _bar?.Erase();
        string line = Phrases.Step(step, withCost: verbosity == Verbosity.Verbose);
        string outcome = Phrases.Outcome(step);
        int start = line.IndexOf(outcome, step.Title.Length, StringComparison.Ordinal);
        host.Error.WriteLine($"{line[..start]}{host.Look.OnError(ColourOf(step.Outcome), outcome)}{line[(start + outcome.Length)..]}");
    }

    private static Colour ColourOf(StepOutcome outcome) => outcome switch
    {
        StepOutcome.Done => Colour.Green,
        StepOutcome.Failed => Colour.Red,
        _ => Colour.Faint,
    };
}
