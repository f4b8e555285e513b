using System.Globalization;
using System.Xml.Linq;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Steps;

namespace IspRecipes.Engine.Runs;

/// <summary>Reports as JUnit XML, which build servers show: a run is a suite, a step is a case.</summary>
internal static class ReportJUnit
{
    public static string Write(IReadOnlyList<RunReport> reports) =>
        $"<?xml version=\"1.0\" encoding=\"utf-8\"?>\n{new XElement("testsuites", reports.Select(Suite))}\n";

    private static XElement Suite(RunReport report) => new(
        "testsuite",
        new XAttribute("name", Clean(report.Recipe ?? report.RecipePath)),
        new XAttribute("tests", report.Steps.Count),
        new XAttribute("failures", report.Steps.Count(step => step.Outcome == StepOutcome.Failed)),
        new XAttribute("errors", 0),
        new XAttribute("skipped", report.Steps.Count(step => step.Outcome == StepOutcome.Skipped)),
        new XAttribute("time", Seconds(report.Elapsed)),
        new XAttribute("timestamp", report.StartedAt.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture)),
        report.Steps.Select(step => Case(report, step)));

    private static XElement Case(RunReport report, StepRecord step) => new(
        "testcase",
        new XAttribute("classname", Clean(report.Recipe ?? report.RecipePath)),
        new XAttribute("name", Clean(step.Title)),
        new XAttribute("time", Seconds(step.Elapsed)),
        step.Outcome switch
        {
            StepOutcome.Failed => Failure(report.Failure),
            StepOutcome.Skipped => new XElement("skipped"),
            _ => null,
        });

    private static XElement Failure(Diagnostic? failure) => new(
        "failure",
        new XAttribute("type", failure?.Code ?? ""),
        new XAttribute("message", Clean(failure?.Message ?? "")),
        failure?.Hint is { } hint ? Clean(hint) : null);

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture);

    /// <summary>XML 1.0 has no way to write most control characters.</summary>
    private static string Clean(string text) =>
        string.Concat(text.Select(character => System.Xml.XmlConvert.IsXmlChar(character) || char.IsSurrogate(character) ? character : '\uFFFD'));
}
