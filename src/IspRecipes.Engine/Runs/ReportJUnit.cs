using System.Globalization;
using System.Xml.Linq;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Steps;

namespace IspRecipes.Engine.Runs;

/// <summary>
/// Reports as JUnit XML, which build servers show: a run is a suite, a step is a case. What failed before the steps or
/// after them is a case of its own, an error: a suite without one would pass for good.
/// </summary>
internal static class ReportJUnit
{
    public static string Write(IReadOnlyList<RunReport> reports) =>
        $"<?xml version=\"1.0\" encoding=\"utf-8\"?>\n{new XElement("testsuites", reports.Select(Suite))}\n";

    private static XElement Suite(RunReport report)
    {
        int failures = report.Steps.Count(step => step.Outcome == StepOutcome.Failed);
        bool failedOutsideSteps = report.Failure is not null && failures == 0;
        int errors = failedOutsideSteps ? 1 : 0;
        return new XElement(
            "testsuite",
            new XAttribute("name", Clean(report.Recipe ?? report.RecipePath)),
            new XAttribute("tests", report.Steps.Count + errors),
            new XAttribute("failures", failures),
            new XAttribute("errors", errors),
            new XAttribute("skipped", report.Steps.Count(step => step.Outcome == StepOutcome.Skipped)),
            new XAttribute("time", Seconds(report.Elapsed)),
            new XAttribute("timestamp", report.StartedAt.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture)),
            Properties(report),
            report.Steps.Select(step => Case(report, step.Title, step.Elapsed, ResultOf(report, step))),
            failedOutsideSteps ? Case(report, "Run", TimeSpan.Zero, Failed("error", report.Failure)) : null);
    }

    /// <summary>What else there is to know, by the names that the JSON has for it.</summary>
    private static XElement? Properties(RunReport report) => report.BackupRecipe is not string backup ? null : new(
        "properties", new XElement("property", new XAttribute("name", "backup"), new XAttribute("value", Clean(backup))));

    private static XElement Case(RunReport report, string name, TimeSpan elapsed, XElement? result) => new(
        "testcase",
        new XAttribute("classname", Clean(report.Recipe ?? report.RecipePath)),
        new XAttribute("name", Clean(name)),
        new XAttribute("time", Seconds(elapsed)),
        result);

    private static XElement? ResultOf(RunReport report, StepRecord step) => step.Outcome switch
    {
        StepOutcome.Failed => Failed("failure", report.Failure),
        StepOutcome.Skipped => new XElement("skipped"),
        _ => null,
    };

    private static XElement Failed(string how, Diagnostic? failure) => new(
        how,
        new XAttribute("type", failure?.Code ?? ""),
        new XAttribute("message", Clean(failure?.Message ?? "")),
        failure?.Hint is { } hint ? Clean(hint) : null);

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture);

    /// <summary>XML 1.0 has no way to write most control characters.</summary>
    private static string Clean(string text) =>
        string.Concat(text.Select(character => System.Xml.XmlConvert.IsXmlChar(character) || char.IsSurrogate(character) ? character : '\uFFFD'));
}
