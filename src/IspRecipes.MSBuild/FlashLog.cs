using IspRecipes.Engine.Downloads;
using IspRecipes.Engine.Plans;
using IspRecipes.Engine.Runs;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace IspRecipes.MSBuild;

/// <summary>What a run tells, as messages: a line per step for detailed logs, and one for everybody at the end.</summary>
/// <param name="log">Where they go.</param>
/// <param name="project">Its name.</param>
internal sealed class FlashLog(TaskLoggingHelper log, string project)
{
    /// <summary>True where an error was logged, or a warning that this build takes for one.</summary>
    public bool HasErrors => log.HasLoggedErrors;

    public void Show(RunEvent happened)
    {
        switch (happened)
        {
            case RunEvent.RunStarted { Plan: var plan }:
                Show(MessageImportance.Normal, Phrases.Start(plan));
                break;
            case RunEvent.StepStarted step:
                Show(MessageImportance.Low, $"Step {step.Index} of {step.Count}: {step.Title}");
                break;
            case RunEvent.StepFinished { Step: var step }:
                Show(MessageImportance.Normal, Phrases.Step(step));
                break;
        }
    }

    public void Show(FetchEvent happened)
    {
        switch (happened)
        {
            case FetchEvent.Started started:
                Show(MessageImportance.Low, $"Fetch {started.Name} from {started.From}");
                break;
            case FetchEvent.Finished finished:
                Show(MessageImportance.Normal, Phrases.Fetch(finished));
                break;
            case FetchEvent.Reported { Diagnostic: var diagnostic }:
                Show(MessageImportance.High, diagnostic.Message); // a build that stands still says why
                break;
        }
    }

    /// <summary>The last word of a run. Of one that failed its error is what everybody sees.</summary>
    public void ShowEnd(Plan plan, RunReport report)
    {
        StringWriter summary = new();
        RunSummary.Write(summary, plan, report);
        Show(MessageImportance.Normal, summary.ToString());
        if (report.Failure is null)
        {
            string simulated = report.Simulated ? " (simulated)" : "";
            string changed = report.ChangedChip || plan.Part is null ? "done" : "done, it held everything already";
            ShowResult($"{Phrases.Start(plan)}{simulated}, {changed} in {Phrases.Seconds(report.Elapsed)}");
        }
    }

    /// <summary>The last word of several runs, all done: of the results of a project the terminal logger shows the last alone.</summary>
    public void ShowAll(IReadOnlyList<RunReport> reports) => ShowResult(
        $"{reports.Count} recipes done in {Phrases.Seconds(reports.Aggregate(TimeSpan.Zero, (sum, report) => sum + report.Elapsed))}: "
            + string.Join("; ", reports.Select(report => report.Recipe)));

    /// <summary>What would be done.</summary>
    public void ShowPlan(Plan plan)
    {
        Show(MessageImportance.High, PlanPrinter.Print(plan));
        ShowResult($"{Phrases.Start(plan)}, dry run: none of {plan.Steps.Count} steps done; -tl:off shows them");
    }

    /// <summary>
    /// The terminal logger shows one message alone at its default verbosity, what a project's output is, and knows it by the arrow.
    /// </summary>
    private void ShowResult(string result) => Show(MessageImportance.High, $"{project} -> {result}");

    private void Show(MessageImportance importance, string text)
    {
        foreach (string line in text.TrimEnd().Split('\n'))
        {
            log.LogMessage(importance, "{0}", line.TrimEnd());
        }
    }
}
