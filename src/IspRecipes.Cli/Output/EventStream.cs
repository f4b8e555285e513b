using System.Text.Encodings.Web;
using System.Text.Json;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Runs;

namespace IspRecipes.Cli.Output;

/// <summary>
/// <c>--events</c>: a line of JSON on standard output for each event, written as it happens, as schema/events.schema.json
/// says. The last line is <c>series-finished</c>, however the program ends.
/// </summary>
internal sealed class EventStream(CliHost host)
{
    private const int SchemaVersion = 1;

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The published schema of a line.</summary>
    public static Stream OpenSchema() => typeof(RecipeRunner).Assembly.GetManifestResourceStream("schema/events.schema.json")
        ?? throw new InvalidOperationException("the schema of events is not embedded");

    public void Begin(IReadOnlyList<string> recipes, bool simulated) =>
        Write(new { Event = "series-started", Version = SchemaVersion, Recipes = recipes, Simulated = simulated });

    public void End(ExitCode exit) => Write(new { Event = "series-finished", Exit = (int)exit });

    /// <param name="run">1-based, which recipe of the series it is about; null for none.</param>
    /// <param name="diagnostic">What is told.</param>
    public void Report(int? run, Diagnostic diagnostic) =>
        Write(new { Event = "reported", Run = run, Diagnostic = Messages.Document(diagnostic) });

    /// <summary>A recipe that failed its checks: its run ended before it began.</summary>
    public void Refuse(int run, RunReport report)
    {
        foreach (Diagnostic diagnostic in report.Diagnostics)
        {
            Report(run, diagnostic);
        }

        Write(Finished(run, report));
    }

    /// <summary>Takes the events of one run.</summary>
    public Action<RunEvent> Of(int run) => new Reporter(this, run).Show;

    private static object Finished(int run, RunReport report) => new
    {
        Event = "run-finished",
        Run = run,
        Exit = (int)report.Exit,
        Seconds = report.Elapsed.TotalSeconds,
        Changed = report.ChangedChip,
        Failure = report.Failure?.Code,
    };

    private void Write(object document)
    {
        host.Data.WriteLine(JsonSerializer.Serialize(document, Options));
        host.Data.Flush();
    }

    private sealed class Reporter(EventStream stream, int run)
    {
        private int _step;

        public void Show(RunEvent happened)
        {
            if (happened is RunEvent.StepStarted started)
            {
                _step = started.Index;
            }

            stream.Write(Document(happened));
        }

        private object Document(RunEvent happened) => happened switch
        {
            RunEvent.RunStarted { Plan: var plan } => new
            {
                Event = "run-started",
                Run = run,
                Recipe = plan.Recipe.Path,
                plan.Recipe.Name,
                Mcu = plan.Part?.Id,
                Programmer = plan.Programmer?.Id,
                Steps = plan.Steps.Select(step => new { step.Kind, step.Title, step.Bytes }),
            },
            RunEvent.StepStarted e => new { Event = "step-started", Run = run, Step = e.Index, e.Title, e.Bytes },
            RunEvent.StepProgressed e => new
            {
                Event = "step-progressed",
                Run = run,
                Step = _step,
                e.Done,
                e.Total,
                Seconds = e.Elapsed.TotalSeconds,
            },
            RunEvent.StepFinished { Step: var step } => new
            {
                Event = "step-finished",
                Run = run,
                Step = _step,
                step.Title,
                Outcome = step.Outcome.ToString().ToLowerInvariant(),
                step.Bytes,
                Seconds = step.Elapsed.TotalSeconds,
                step.Cost.RoundTrips,
            },
            RunEvent.Reported { Diagnostic: var told } => new { Event = "reported", Run = run, Diagnostic = Messages.Document(told) },
            RunEvent.RunFinished { Report: var report } => Finished(run, report),
            _ => throw new InvalidOperationException($"no document for {happened.GetType().Name}"),
        };
    }
}
