using Cake.Core;
using Cake.Core.IO;
using IspRecipes.Devices.Links;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Downloads;
using IspRecipes.Engine.Plans;
using IspRecipes.Engine.Runs;
using IspRecipes.Hardware;
using IspRecipes.Simulation;

namespace Cake.IspRecipes;

/// <summary>Flashes recipes for a script: all are checked first, then run one after the other, up to the first that fails.</summary>
internal sealed class Flashing(ICakeContext context, IspFlashSettings settings)
{
    private readonly ScriptLog _log = new(context);
    private readonly Checking _checks = new(context, settings);

    /// <exception cref="CakeException">Something failed, and the script does not handle its exit code.</exception>
    public IReadOnlyList<IspFlashResult> Flash(IEnumerable<FilePath> recipes)
    {
        string? report = settings.ReportFile?.MakeAbsolute(context.Environment).FullPath;
        _checks.Refuse(
            report is not null && !ReportFile.HasFormat(report),
            DiagnosticCode.SettingWrong,
            nameof(settings.ReportFile),
            report,
            $"a name that ends with {string.Join(", ", ReportFile.Endings)}");
        _checks.Refuse(
            settings.PortWait < TimeSpan.Zero, DiagnosticCode.SettingWrong, nameof(settings.PortWait), settings.PortWait, "a time, zero for no waiting,");
        IReadOnlyList<IspPlanResult> plans = _checks.Plan(
            recipes, new FetchOptions { Offline = settings.Offline || settings.DryRun, Listen = new RunLog(context.Log, _log).Show });
        IspFlashResult[] refused = [.. plans.Where(plan => plan.Plan is null).Select(Refused)];
        if (refused.Length > 0)
        {
            if (!settings.DryRun && Tried(report) is null)
            {
                Save(report, refused, plans.Count);
            }

            _checks.FailUnlessValid(plans);
            return refused;
        }

        return settings.DryRun ? [.. plans.Select(Tell)] : Run(plans, report);
    }

    private IspFlashResult Refused(IspPlanResult plan) =>
        new(plan.Recipe, plan.Diagnostics, RunReport.OfChecks(plan.Recipe.FullPath, settings.Simulate, plan.Diagnostics));

    private IspFlashResult Tell(IspPlanResult plan)
    {
        _log.Tell(plan.Text.TrimEnd());
        return new(plan.Recipe, plan.Diagnostics, Report: null);
    }

    private List<IspFlashResult> Run(IReadOnlyList<IspPlanResult> plans, string? report)
    {
        List<IspFlashResult> results = [];
        Diagnostic? failure = Tried(report);
        if (failure is null)
        {
            RunUpToFailure(plans, results);
            Diagnostic? unwritten = Save(report, results, plans.Count);
            failure = results[^1].Report!.Failure ?? unwritten;
        }

        if (failure is not null)
        {
            _checks.FailUnlessHandled(failure);
        }

        return results;
    }

    /// <summary>Cake ends at Ctrl-C at once, and would leave the chip in programming mode: while a recipe runs, the run ends first.</summary>
    private void RunUpToFailure(IReadOnlyList<IspPlanResult> plans, List<IspFlashResult> results)
    {
        using Interrupts interrupts = new();
        RunLog log = new(context.Log, _log);
        RunOptions options = new()
        {
            Simulated = settings.Simulate,
            Terminated = () => interrupts.Exit == ExitCode.Terminated,
        };
        foreach (IspPlanResult planned in plans)
        {
            Plan plan = planned.Plan!;
            RunReport report = RecipeRunner.Run(plan, Bench(plan, interrupts.Token), options, log.Show, interrupts.Token);
            log.ShowEnd(plan, report);
            results.Add(new IspFlashResult(planned.Recipe, report.Diagnostics, report));
            if (report.Failure is not null)
            {
                return;
            }
        }
    }

    private IBench Bench(Plan plan, CancellationToken cancel) => settings.Simulate && plan is { Programmer: { } programmer, Part: { } part }
        ? new SimulatedBench(programmer.Id, part)
        : new PatientBench(
            new HardwareBench(),
            settings.PortWait,
            (port, owner) => _log.Tell(DiagnosticCatalog.Of(DiagnosticCode.PortAwaited, null, port, owner, settings.PortWait.TotalSeconds)),
            cancel);

    /// <summary>Why the report cannot be written; null where it can, or none is asked for.</summary>
    private Diagnostic? Tried(string? report) => report is null ? null : Told(ReportFile.Try("report", report));

    /// <inheritdoc cref="Tried"/>
    private Diagnostic? Save(string? report, IReadOnlyList<IspFlashResult> results, int recipes) =>
        report is null ? null : Told(ReportFile.Write(report, [.. results.Select(result => result.Report!)], recipes));

    private Diagnostic? Told(Diagnostic? diagnostic)
    {
        if (diagnostic is not null)
        {
            _log.Tell(diagnostic);
        }

        return diagnostic;
    }
}
