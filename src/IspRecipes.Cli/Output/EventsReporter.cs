using System.Text.Encodings.Web;
using System.Text.Json;
using IspRecipes.Engine.Runs;

namespace IspRecipes.Cli.Output;

/// <summary><c>--events</c>: a line of JSON on standard output for each event, written as it happens.</summary>
internal sealed class EventsReporter(CliHost host) : IRunReporter
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static void Write(CliHost host, params IEnumerable<RunEvent> events)
    {
        foreach (RunEvent happened in events)
        {
            host.Out.WriteLine(JsonSerializer.Serialize(Document(happened), Options));
        }

        host.Out.Flush();
    }

    public T Follow<T>(Func<Action<RunEvent>, T> run) => run(happened => Write(host, happened));

    public void Settle()
    {
        // Everything is written as it is told.
    }

    private static object Document(RunEvent happened) => happened switch
    {
        RunEvent.RunStarted e => new { Event = "run-started", Recipe = e.Plan.Recipe.Path, Mcu = e.Plan.Part?.Id, Programmer = e.Plan.Programmer?.Id },
        RunEvent.StepStarted e => new { Event = "step-started", e.Index, e.Count, e.Title, e.Bytes },
        RunEvent.StepProgressed e => new { Event = "step-progressed", e.Done, e.Total, Seconds = e.Elapsed.TotalSeconds },
        RunEvent.StepFinished { Step: var step } => new
        {
            Event = "step-finished",
            step.Title,
            Outcome = step.Outcome.ToString().ToLowerInvariant(),
            step.Bytes,
            Seconds = step.Elapsed.TotalSeconds,
            step.Cost.RoundTrips,
        },
        RunEvent.Reported { Diagnostic: var diagnostic } => new { Event = "reported", Diagnostic = Messages.Document(diagnostic) },
        RunEvent.RunFinished { Report: var report } => new { Event = "run-finished", Exit = (int)report.Exit, Seconds = report.Elapsed.TotalSeconds, Changed = report.ChangedChip },
        _ => throw new InvalidOperationException($"no document for {happened.GetType().Name}"),
    };
}
