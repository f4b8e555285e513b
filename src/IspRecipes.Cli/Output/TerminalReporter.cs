using System.Collections.Concurrent;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Runs;
using IspRecipes.Engine.Steps;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace IspRecipes.Cli.Output;

/// <summary>
/// A line per step, and a bar with rate and time left for the one that moves bytes. The run has a thread of its own and
/// the bar belongs to this one.
/// </summary>
internal sealed class TerminalReporter(CliHost host) : IRunReporter
{
    /// <summary>A step of less is over before a bar could be read.</summary>
    private const int FewestBytesForBar = 64;

    private readonly IAnsiConsole _console = AnsiConsole.Create(new AnsiConsoleSettings
    {
        Ansi = AnsiSupport.Yes,
        ColorSystem = host.Colours ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
        Interactive = InteractionSupport.Yes,
        Out = new AnsiConsoleOutput(host.Error),
    });

    /// <summary>Null asks for a sign that all before it is shown.</summary>
    private readonly BlockingCollection<RunEvent?> _events = [];

    private readonly AutoResetEvent _settled = new(initialState: false);

    public T Follow<T>(Func<Action<RunEvent>, T> run)
    {
        Task<T> running = Task.Run(() =>
        {
            try
            {
                return run(_events.Add);
            }
            finally
            {
                _events.CompleteAdding();
            }
        });
        foreach (RunEvent? happened in _events.GetConsumingEnumerable())
        {
            Show(happened);
        }

        return running.GetAwaiter().GetResult();
    }

    public void Settle()
    {
        _events.Add(null);
        _settled.WaitOne();
    }

    private void Show(RunEvent? happened)
    {
        switch (happened)
        {
            case null:
                _settled.Set();
                break;
            case RunEvent.RunStarted { Plan: var plan }:
                _console.MarkupLine($"[bold]{Markup.Escape(Phrases.Start(plan))}[/]");
                break;
            case RunEvent.StepStarted { Bytes: >= FewestBytesForBar } step:
                FollowStep(step);
                break;
            case RunEvent.StepFinished { Step: var step }:
                _console.MarkupLine(Markup.Escape(step.Title) + Mark(step));
                break;
            case RunEvent.Reported { Diagnostic: var diagnostic }:
                Messages.Write(host, [diagnostic]);
                break;
        }
    }

    private void FollowStep(RunEvent.StepStarted step)
    {
        AmountColumn amount = new(new RunEvent.StepProgressed(0, step.Bytes, TimeSpan.Zero));
        List<Diagnostic> told = [];
        _console.Progress()
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn { Width = 24 }, amount)
            .Start(context => Move(context.AddTask(Markup.Escape(step.Title), maxValue: step.Bytes), amount, told));
        Messages.Write(host, told);
    }

    /// <summary>Moves the bar until its step is finished; what is told meanwhile waits, so as not to tear the bar.</summary>
    private void Move(ProgressTask bar, AmountColumn amount, List<Diagnostic> told)
    {
        foreach (RunEvent? happened in _events.GetConsumingEnumerable())
        {
            switch (happened)
            {
                case RunEvent.StepProgressed step:
                    amount.Now = step;
                    bar.MaxValue = Math.Max(1, step.Total);
                    bar.Value = step.Done;
                    break;
                case RunEvent.Reported { Diagnostic: var diagnostic }:
                    told.Add(diagnostic);
                    break;
                case RunEvent.StepFinished { Step: var finished }:
                    bar.Description = Markup.Escape(finished.Title) + Mark(finished);
                    bar.StopTask();
                    return;
            }
        }
    }

    private static string Mark(StepRecord step) =>
        $" [{(step.Outcome switch { StepOutcome.Failed => "red", StepOutcome.Done => "green", _ => "grey" })}]{Phrases.Outcome(step)}[/]";

    /// <summary>Bytes, rate and time left on the bench's clock, which in a simulation is the modelled one.</summary>
    private sealed class AmountColumn(RunEvent.StepProgressed start) : ProgressColumn
    {
        public RunEvent.StepProgressed Now { get; set; } = start;

        protected override bool NoWrap => true;

        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime)
        {
            (long done, long total, TimeSpan elapsed) = Now;
            string time = task.IsFinished ? Phrases.Seconds(elapsed) : Phrases.Left(done, total, elapsed);
            return new Text($"{done:N0}/{total:N0} B  {(done > 0 ? Phrases.Rate(done, elapsed) : "")}  {time}");
        }
    }
}
