using System.Collections.Concurrent;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Runs;
using IspRecipes.Engine.Steps;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace IspRecipes.Cli.Output;

/// <summary>
/// A line per step, and a bar with rate and time left for the one that moves bytes. The run has a thread of its own and
/// the bar belongs to this one, so that a question can be asked between two bars.
/// </summary>
internal sealed class TerminalReporter(CliHost host) : IRunReporter
{
    private readonly IAnsiConsole _console = AnsiConsole.Create(new AnsiConsoleSettings
    {
        Ansi = AnsiSupport.Yes,
        ColorSystem = host.Colours ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
        Interactive = InteractionSupport.Yes,
        Out = new AnsiConsoleOutput(host.Error),
    });

    public RunReport Follow(Func<Action<RunEvent>, RunReport> run)
    {
        using BlockingCollection<RunEvent> events = [];
        Task<RunReport> running = Task.Run(() =>
        {
            try
            {
                return run(events.Add);
            }
            finally
            {
                events.CompleteAdding();
            }
        });
        foreach (RunEvent happened in events.GetConsumingEnumerable())
        {
            Show(happened, events);
        }

        return running.GetAwaiter().GetResult();
    }

    private void Show(RunEvent happened, BlockingCollection<RunEvent> events)
    {
        switch (happened)
        {
            case RunEvent.StepStarted { Bytes: > 0 } step:
                _console.Progress()
                    .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn { Width = 24 }, new AmountColumn(), new RemainingColumn())
                    .Start(context => FollowStep(context.AddTask(Markup.Escape(step.Title), maxValue: step.Bytes), events));
                break;
            case RunEvent.StepFinished { Step: var step }:
                WriteStep(step);
                break;
            case RunEvent.Reported { Diagnostic: var diagnostic }:
                WriteDiagnostic(diagnostic);
                break;
        }
    }

    /// <summary>Moves the bar until its step is finished; what is told meanwhile waits, so as not to tear the bar.</summary>
    private void FollowStep(ProgressTask bar, BlockingCollection<RunEvent> events)
    {
        List<Diagnostic> told = [];
        foreach (RunEvent happened in events.GetConsumingEnumerable())
        {
            if (happened is RunEvent.StepProgressed step)
            {
                bar.MaxValue = Math.Max(1, step.Total);
                bar.Value = step.Done;
            }
            else if (happened is RunEvent.Reported { Diagnostic: var diagnostic })
            {
                told.Add(diagnostic);
            }
            else if (happened is RunEvent.StepFinished { Step: var finished })
            {
                bar.Description = Markup.Escape(finished.Title) + Mark(finished.Outcome);
                bar.StopTask();
                break;
            }
        }

        told.ForEach(WriteDiagnostic);
    }

    private void WriteStep(StepRecord step) => _console.MarkupLine(Markup.Escape(step.Title) + Mark(step.Outcome));

    private void WriteDiagnostic(Diagnostic diagnostic) => Messages.Write(host, [diagnostic]);

    private static string Mark(StepOutcome outcome) => outcome switch
    {
        StepOutcome.Failed => " [red]failed[/]",
        StepOutcome.Unchanged => " [grey]unchanged[/]",
        StepOutcome.Skipped => " [grey]skipped[/]",
        _ => " [green]ok[/]",
    };

    private sealed class AmountColumn : ProgressColumn
    {
        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
            new Text($"{task.Value:N0}/{task.MaxValue:N0} B{(task.Speed is { } speed ? $"  {speed:N0} B/s" : "")}");
    }

    private sealed class RemainingColumn : ProgressColumn
    {
        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) => new Text(
            task.IsFinished ? Phrases.Seconds(task.ElapsedTime ?? TimeSpan.Zero)
            : task.RemainingTime is { } left ? $"{Phrases.Seconds(left)} left"
            : "");
    }
}
