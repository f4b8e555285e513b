using IspRecipes.Engine.Plans;
using IspRecipes.Engine.Runs;

namespace IspRecipes.Cli.Output;

/// <summary>The last words of a run and of several, for people.</summary>
internal static class Summary
{
    public static void Write(CliHost host, Plan plan, RunReport report) =>
        Write(host, report.Failure is null ? Colour.Green : Colour.Red, text => RunSummary.Write(text, plan, report));

    /// <summary>What a look at the chip found.</summary>
    public static void WriteLook(CliHost host, Plan plan, RunReport report) => Write(
        host,
        report.Failure is not null ? Colour.Red : report.Difference?.IsPending == true ? Colour.Yellow : Colour.Green,
        text => LiveSummary.Write(text, plan, report));

    private static void Write(CliHost host, Colour colour, Action<TextWriter> write)
    {
        StringWriter text = new() { NewLine = "\n" };
        write(text);
        string[] lines = text.ToString().TrimEnd('\n').Split('\n');
        int verdict = lines[0].IndexOf(':', StringComparison.Ordinal);
        host.Out.WriteLine($"{host.Look.OnOut(colour, lines[0][..verdict])}{lines[0][verdict..]}");
        foreach (string line in lines[1..])
        {
            host.Out.WriteLine(line);
        }
    }

    /// <summary><c>1 of 3 recipes done; not run: c.yaml</c>.</summary>
    public static void Write(CliHost host, IReadOnlyList<string> recipes, IReadOnlyList<RunReport> reports)
    {
        string left = reports.Count == recipes.Count ? "" : $"; not run: {string.Join(", ", recipes.Skip(reports.Count))}";
        host.Out.WriteLine($"{reports.Count(report => report.Failure is null)} of {recipes.Count} recipes done{left}");
    }
}
