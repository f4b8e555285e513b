using IspRecipes.Devices.Links;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Downloads;
using IspRecipes.Engine.Plans;
using IspRecipes.Engine.Runs;
using IspRecipes.Hardware;
using IspRecipes.Simulation;

namespace IspRecipes.MSBuild;

/// <summary>Flashes recipes for a build: all are checked first, then run one after the other, up to the first that fails.</summary>
/// <param name="log">Where a run is told.</param>
/// <param name="tell">Where what was found is told, with the recipe that it concerns; null for the call of the task.</param>
/// <param name="cancel">Ends a download, a wait, or a run as soon as the chip is ready.</param>
internal sealed class Flashing(FlashLog log, Action<Diagnostic, string?> tell, CancellationToken cancel)
{
    /// <summary>True to print what would be done, and do nothing.</summary>
    public required bool DryRun { get; init; }

    /// <summary>True to download nothing.</summary>
    public required bool Offline { get; init; }

    /// <summary>How long a port is waited for that another isprecipe has in use.</summary>
    public required TimeSpan Patience { get; init; }

    /// <summary>Full path; null for none.</summary>
    public required string? ReportFile { get; init; }

    /// <summary>Those that were run; with an error in one of them none is, and those with errors come back.</summary>
    public IReadOnlyList<(FlashJob Job, RunReport Report)> Flash(IReadOnlyList<FlashJob> jobs)
    {
        List<(FlashJob Job, RunReport Report)> done = [];
        foreach ((FlashJob job, Plan plan) in Check(jobs, done).TakeWhile(_ => !log.HasErrors))
        {
            if (DryRun)
            {
                log.ShowPlan(plan);
            }
            else
            {
                done.Add((job, Run(job, plan)));
            }
        }

        RunReport[] reports = [.. done.Select(run => run.Report)];
        Save(reports, jobs.Count);
        if (done.Count > 1 && !log.HasErrors)
        {
            log.ShowAll(reports);
        }

        return done;
    }

    /// <summary>Plans them; those that are refused are done with.</summary>
    private List<(FlashJob Job, Plan Plan)> Check(IReadOnlyList<FlashJob> jobs, List<(FlashJob Job, RunReport Report)> done)
    {
        FetchOptions fetch = new() { Offline = Offline || DryRun, Listen = log.Show, Cancel = cancel }; // a dry run downloads nothing either
        List<(FlashJob Job, Plan Plan)> planned = [];
        foreach (FlashJob job in jobs)
        {
            Checked<Plan> plan = RecipeRunner.Plan(job.Path, job.Inputs, fetch);
            foreach (Diagnostic found in plan.Diagnostics)
            {
                tell(found, job.Path);
            }

            if (plan.Value is { } good && !plan.HasErrors)
            {
                planned.Add((job, good));
            }
            else
            {
                done.Add((job, RunReport.OfChecks(job.Path, job.Simulated, plan.Diagnostics)));
            }
        }

        return planned;
    }

    private void Save(IReadOnlyList<RunReport> reports, int recipes)
    {
        if (ReportFile is not null && Engine.Runs.ReportFile.Write(ReportFile, reports, recipes) is { } unwritten)
        {
            tell(unwritten, null);
        }
    }

    private RunReport Run(FlashJob job, Plan plan)
    {
        RunOptions options = new() { Simulated = job.Simulated };
        RunReport report = RecipeRunner.Run(plan, BenchOf(job, plan), options, Listen, cancel);
        log.ShowEnd(plan, report);
        return report;

        void Listen(RunEvent happened)
        {
            if (happened is RunEvent.Reported { Diagnostic: var found })
            {
                tell(found, job.Path);
            }

            log.Show(happened);
        }
    }

    private IBench BenchOf(FlashJob job, Plan plan) => job.Simulated && plan is { Programmer: { } programmer, Part: { } part }
        ? new SimulatedBench(programmer.Id, part)
        : new PatientBench(
            new HardwareBench(),
            Patience,
            (port, owner) => tell(DiagnosticCatalog.Of(DiagnosticCode.PortAwaited, null, port, owner, Patience.TotalSeconds), job.Path),
            cancel);
}
