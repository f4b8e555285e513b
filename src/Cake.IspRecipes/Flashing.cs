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
        IReadOnlyList<IspPlanResult> plans = _checks.Plan(
            recipes, new FetchOptions { Offline = settings.Offline || settings.DryRun, Listen = new RunLog(context.Log, _log).Show });
        IspPlanResult[] invalid = [.. plans.Where(plan => plan.Plan is null)];
        return invalid.Length > 0 ? [.. invalid.Select(Refused)]
            : settings.DryRun ? [.. plans.Select(Tell)]
            : Run(plans, report);
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
        Diagnostic? failure = report is null ? null : Told(ReportFile.Try("report", report));
        if (failure is null)
        {
            RunUpToFailure(plans, results);
            RunReport[] reports = [.. results.Select(result => result.Report!)];
            Diagnostic? unwritten = report is null ? null : Told(ReportFile.Write(report, reports, plans.Count));
            failure = reports[^1].Failure ?? unwritten;
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
            RunReport report = RecipeRunner.Run(plan, Bench(plan), options, log.Show, interrupts.Token);
            log.ShowEnd(plan, report);
            results.Add(new IspFlashResult(planned.Recipe, report.Diagnostics, report));
            if (report.Failure is not null)
            {
                return;
            }
        }
    }

    private IBench Bench(Plan plan) => settings.Simulate && plan is { Programmer: { } programmer, Part: { } part }
        ? new SimulatedBench(programmer.Id, part)
        : new HardwareBench();

    private Diagnostic? Told(Diagnostic? diagnostic)
    {
        if (diagnostic is not null)
        {
            _log.Tell(diagnostic);
        }

        return diagnostic;
    }
}
