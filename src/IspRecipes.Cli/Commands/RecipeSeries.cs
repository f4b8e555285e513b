using IspRecipes.Cli.Output;
using IspRecipes.Devices.Links;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Downloads;
using IspRecipes.Engine.Plans;
using IspRecipes.Engine.Recipes;
using IspRecipes.Engine.Runs;
using IspRecipes.Engine.Steps;

namespace IspRecipes.Cli.Commands;

/// <summary>The runs of one command line: all recipes are checked, then run one after the other until one fails.</summary>
/// <param name="host">Where it is told.</param>
/// <param name="choice">How it is done.</param>
/// <param name="events">Null without <c>--events</c>.</param>
/// <param name="paths">Of the recipes.</param>
internal sealed class RecipeSeries(CliHost host, RunSettings.Choice choice, EventStream? events, IReadOnlyList<string> paths)
{
    private readonly List<RunReport> _reports = [];

    public ExitCode Run(RecipeInputs inputs, Interrupts interrupts)
    {
        Checked<Plan>[] plans = [.. paths.Select((path, index) => Plan(index, path, inputs, interrupts))];
        Diagnostic? unwritable = choice.TryFiles();
        if (unwritable is null && !plans.Any(plan => plan.HasErrors))
        {
            foreach ((int index, Checked<Plan> plan) in plans.Index())
            {
                Tell(index, plan.Diagnostics);
            }

            return Run([.. plans.Select(plan => plan.Value!)], interrupts);
        }

        return Refuse(plans, unwritable);
    }

    private Checked<Plan> RefuseBackup(Checked<Plan> plan) =>
        choice.Backup is string folder && plan.Value is { } good && RecipeRunner.BackupRefusal(good, folder) is { } refusal
            ? new(null, [.. plan.Diagnostics, refusal])
            : plan;

    private Checked<Plan> Plan(int index, string path, RecipeInputs inputs, Interrupts interrupts)
    {
        Checked<Plan> plan = RecipeRunner.Plan(path, inputs, new FetchOptions
        {
            Offline = choice.Offline,
            Listen = events is null ? new FetchReporter(host, choice.Verbosity).Show : events.Fetches(index + 1),
            Cancel = interrupts.Token,
            Terminated = () => interrupts.Exit == ExitCode.Terminated,
        });
        return RefuseBackup(VirtualChip.Refuse(plan, choice.Chip));
    }

    /// <summary>Nothing is run where the checks of one recipe fail, or a file that the runs shall write cannot be written.</summary>
    private ExitCode Refuse(IReadOnlyList<Checked<Plan>> plans, Diagnostic? unwritable)
    {
        List<RunReport> refused = [];
        foreach ((int index, Checked<Plan> plan) in plans.Index())
        {
            IReadOnlyList<Diagnostic> diagnostics = unwritable is null ? plan.Diagnostics : [.. plan.Diagnostics, unwritable];
            if (diagnostics.Exit() == ExitCode.Done)
            {
                Tell(index, diagnostics);
                continue;
            }

            var report = RunReport.OfChecks(paths[index], choice.Simulated, diagnostics);
            refused.Add(report);
            events?.Refuse(index + 1, report);
            TellPeople(plan.Diagnostics);
        }

        TellPeople(unwritable is null ? [] : [unwritable]);
        Print(refused);
        Diagnostic[] unwritten = Save(refused);
        Tell(null, unwritable is null ? unwritten : []); // nobody is told twice
        return refused[0].Exit;
    }

    private ExitCode Run(IReadOnlyList<Plan> plans, Interrupts interrupts)
    {
        using LossyWriter? frames = choice.Trace is null ? null : new(File.CreateText(choice.Trace));
        foreach ((int index, Plan plan) in plans.Index())
        {
            RunReport report = Run(index, plan, frames, interrupts);
            _reports.Add(report);
            if (choice.PrintsSummary)
            {
                Summary.Write(host, plan, report);
            }

            if (report.Failure is not null)
            {
                break;
            }
        }

        if (choice.PrintsSummary && plans.Count > 1)
        {
            Summary.Write(host, paths, _reports);
        }

        Print(_reports);
        frames?.Dispose();
        return Finish(frames?.Loss);
    }

    private RunReport Run(int index, Plan plan, LossyWriter? frames, Interrupts interrupts)
    {
        IBench bench = choice.Simulated && plan is { Programmer: { } programmer, Part: { } part }
            ? VirtualChip.Bench(programmer.Id, part, choice.Chip)
            : host.Bench();
        Action<RunEvent> listen = events?.Of(index + 1) ?? new LinesReporter(host, choice.Verbosity).Show;
        RunOptions options = new()
        {
            Simulated = choice.Simulated,
            IfChanged = choice.IfChanged,
            Backup = choice.Backup,
            Terminated = () => interrupts.Exit == ExitCode.Terminated,
            Trace = frames,
            Confirm = choice.Asks && host.In is not null ? Ask : null,
        };
        return RecipeRunner.Run(plan, bench, options, listen, interrupts.Token);

        bool Ask(Question question) => Questions.Ask(host, question, interrupts.Token);
    }

    /// <summary>What the series ends with, reports and trace included.</summary>
    /// <param name="traceLoss">Why the trace is incomplete; null where it is whole, or none was asked for.</param>
    private ExitCode Finish(Exception? traceLoss)
    {
        Diagnostic[] unwritten =
        [
            .. traceLoss is null ? [] : new[] { DiagnosticCatalog.Of(DiagnosticCode.OutputUnwritable, null, "the trace", traceLoss.Message) },
            .. Save(_reports),
        ];
        Tell(null, unwritten);
        ExitCode exit = _reports.Select(report => report.Exit).FirstOrDefault(code => code != ExitCode.Done);
        return exit == ExitCode.Done && unwritten is [{ Exit: var first }, ..] ? first
            : exit == ExitCode.Done && choice.DetailedExitCode && _reports.Exists(report => report.ChangedChip) ? ExitCode.Changes
            : exit;
    }

    /// <summary>Writes the reports that were asked for; what kept some from being written.</summary>
    private Diagnostic[] Save(IReadOnlyList<RunReport> reports) =>
        [.. choice.Reports.Select(file => ReportFile.Write(file, reports, paths.Count)).OfType<Diagnostic>()];

    private void Print(IReadOnlyList<RunReport> reports)
    {
        if (choice.Json)
        {
            host.Data.Write(ReportJson.Write(reports, paths.Count));
        }
    }

    /// <param name="index">Of the recipe; null for all of them.</param>
    /// <param name="diagnostics">What is told.</param>
    private void Tell(int? index, IReadOnlyList<Diagnostic> diagnostics)
    {
        foreach (Diagnostic diagnostic in diagnostics)
        {
            events?.Report(index + 1, diagnostic);
        }

        TellPeople(diagnostics);
    }

    /// <summary>Where a machine is told by events, nobody is told twice.</summary>
    private void TellPeople(IEnumerable<Diagnostic> diagnostics)
    {
        if (events is null)
        {
            Messages.Write(host, diagnostics.Where(told => told.Severity == Severity.Error || choice.Verbosity != Verbosity.Quiet));
        }
    }
}
