using IspRecipes.Engine.Runs;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace IspRecipes.Cli.Output;

/// <summary>Bars with rate and time left, for a person at a terminal.</summary>
internal sealed class TerminalReporter(CliHost host) : IRunReporter
{
    private readonly IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
    {
        Ansi = AnsiSupport.Yes,
        ColorSystem = host.Colours ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
        Interactive = InteractionSupport.Yes,
        Out = new AnsiConsoleOutput(host.Error),
    });

    public RunReport Follow(Func<Action<RunEvent>, RunReport> run) => console.Progress()
        .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn { Width = 24 }, new AmountColumn(), new RemainingColumn())
        .Start(context => run(new Fold(host, console, context).Show));

    private sealed class Fold(CliHost host, IAnsiConsole console, ProgressContext context)
    {
        private ProgressTask? task;

        public void Show(RunEvent happened)
        {
            switch (happened)
            {
                case RunEvent.StepStarted step:
                    task = context.AddTask(Markup.Escape(step.Title), maxValue: Math.Max(1, step.Bytes));
                    task.IsIndeterminate = step.Bytes == 0;
                    break;
                case RunEvent.StepProgressed step when task is not null:
                    task.MaxValue = Math.Max(1, step.Total);
                    task.Value = step.Done;
                    break;
                case RunEvent.StepFinished { Step: var step } when task is not null:
                    Finish(task, step);
                    break;
                case RunEvent.Reported { Diagnostic: var diagnostic }:
                    context.Refresh();
                    console.Write(new Text(Engine.Diagnostics.DiagnosticRenderer.Render(diagnostic) + Environment.NewLine));
                    break;
            }
        }

        private void Finish(ProgressTask finished, StepRecord step)
        {
            finished.IsIndeterminate = false;
            if (step.Outcome != StepOutcome.Failed)
            {
                finished.Value = finished.MaxValue;
            }

            string mark = step.Outcome switch
            {
                StepOutcome.Failed => host.Colours ? " [red]failed[/]" : " failed",
                StepOutcome.Unchanged => " (unchanged)",
                StepOutcome.Skipped => " (skipped)",
                _ => "",
            };
            finished.Description = Markup.Escape(step.Title) + mark;
            finished.StopTask();
        }
    }

    private sealed class AmountColumn : ProgressColumn
    {
        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
            new Text(task.MaxValue <= 1 ? "" : $"{task.Value:N0}/{task.MaxValue:N0} B{Speed(task)}");

        private static string Speed(ProgressTask task) =>
            task.Speed is { } speed && !task.IsFinished ? $" {speed:N0} B/s" : "";
    }

    private sealed class RemainingColumn : ProgressColumn
    {
        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
            new Text(task.IsFinished || task.MaxValue <= 1 ? "" : task.RemainingTime is { } left ? $"{Phrases.Seconds(left)} left" : "");
    }
}
