using IspRecipes.Engine.Plans;
using IspRecipes.Engine.Runs;
using IspRecipes.Engine.Steps;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace IspRecipes.MSBuild;

/// <summary>What a run tells, as messages: a line per step for verbose logs, and one for everybody at the end.</summary>
/// <param name="log">Where they go.</param>
/// <param name="project">Its name.</param>
internal sealed class FlashLog(TaskLoggingHelper log, string project)
{
    public void Show(RunEvent happened)
    {
        switch (happened)
        {
            case RunEvent.RunStarted { Plan: var plan }:
                log.LogMessage(MessageImportance.Normal, "{0}", $"{plan.Recipe.Name}{Through(plan)}");
                break;
            case RunEvent.StepStarted step:
                log.LogMessage(MessageImportance.Low, "{0}", $"  {step.Index}/{step.Count} {step.Title}");
                break;
            case RunEvent.StepFinished { Step: var step }:
                log.LogMessage(MessageImportance.Normal, "{0}", $"  {step.Title}: {Outcome(step)}");
                break;
        }
    }

    /// <summary>The end of a run that failed is its error.</summary>
    public void ShowEnd(Plan plan, RunReport report)
    {
        if (report.Failure is null)
        {
            string changed = report.ChangedChip || plan.Part is null ? "done" : "done, nothing was to be changed";
            string simulated = report.Simulated ? " (simulated)" : "";
            ShowResult($"{plan.Recipe.Name}{Through(plan)}{simulated}: {changed}, {Seconds(report.Elapsed)}");
        }
    }

    /// <summary>What would be done, line by line.</summary>
    public void ShowPlan(Plan plan)
    {
        foreach (string line in PlanPrinter.Print(plan).TrimEnd().Split('\n'))
        {
            log.LogMessage(MessageImportance.High, "{0}", line);
        }

        ShowResult($"dry run of {plan.Recipe.Name}: {plan.Steps.Count} steps, none done; -tl:off shows them");
    }

    /// <summary>
    /// What is told as the output of a project is all that the terminal logger shows at its default verbosity; it finds it by the arrow.
    /// </summary>
    private void ShowResult(string result) => log.LogMessage(MessageImportance.High, "{0}", $"{project} -> {result}");

    private static string Through(Plan plan) =>
        plan is { Part: { } part, Programmer: { } programmer } ? $", {part.Name} through {programmer.Id}" : "";

    private static string Outcome(StepRecord step) => step.Outcome switch
    {
        StepOutcome.Done when step.Bytes > 0 => $"ok, {step.Bytes:N0} bytes in {Seconds(step.Elapsed)}",
        StepOutcome.Done => "ok",
        StepOutcome.Unchanged => "unchanged",
        StepOutcome.Skipped => "not needed",
        _ => "FAILED",
    };

    private static string Seconds(TimeSpan time) => $"{time.TotalSeconds:0.0} s";
}
