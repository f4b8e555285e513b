using IspRecipes.Cli.Output;
using IspRecipes.Devices.Links;
using IspRecipes.Engine.Diagnostics;
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
        Checked<Plan>[] plans = [.. paths.Select(path => RefuseBackup(VirtualChip.Refuse(RecipeRunner.Plan(path, inputs), choice.Chip)))];
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
        return refused[0].Exit;
    }

    private ExitCode Run(IReadOnlyList<Plan> plans, Interrupts interrupts)
    {
        using TextWriter? frames = choice.Trace is null ? null : File.CreateText(choice.Trace);
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
        return Finish();
    }

    private RunReport Run(int index, Plan plan, TextWriter? frames, Interrupts interrupts)
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

    /// <summary>Writes the reports that were asked for; what the series ends with.</summary>
    private ExitCode Finish()
    {
        Diagnostic[] unwritten =
            [.. choice.Reports.Select(file => ReportFile.Write(file, _reports, paths.Count)).OfType<Diagnostic>()];
        foreach (Diagnostic diagnostic in unwritten)
        {
            events?.Report(null, diagnostic);
        }

        TellPeople(unwritten);
        ExitCode exit = _reports.Select(report => report.Exit).FirstOrDefault(code => code != ExitCode.Done);
        return exit == ExitCode.Done && unwritten is [{ Exit: var first }, ..] ? first
            : exit == ExitCode.Done && choice.DetailedExitCode && _reports.Exists(report => report.ChangedChip) ? ExitCode.Changes
            : exit;
    }

    private void Print(IReadOnlyList<RunReport> reports)
    {
        if (choice.Json)
        {
            host.Data.Write(ReportJson.Write(reports, paths.Count));
        }
    }

    private void Tell(int index, IReadOnlyList<Diagnostic> diagnostics)
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
