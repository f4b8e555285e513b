using IspRecipes.Cli.Doctor;

namespace IspRecipes.Cli.Output;

/// <summary>What the doctor found, as people read it.</summary>
internal static class DoctorText
{
    private const int Indent = 9;

    public static void Write(CliHost host, IReadOnlyList<Check> checks)
    {
        foreach (Check check in checks)
        {
            string word = Word(check.Outcome);
            string line = host.FitResult($"{word,-Indent}{check.Name}: {check.Found}", Indent);
            host.Out.WriteLine(host.Look.OnOut(ColourOf(check.Outcome), line[..word.Length]) + line[word.Length..]);
            WritePart(host, "cause", check.Cause is { } cause && check.Code is { } code ? $"{cause} ({code})" : check.Cause);
            WritePart(host, "remedy", check.Remedy);
        }

        int failed = checks.Count(check => check.Outcome == Outcome.Failed), warned = checks.Count(check => check.Outcome == Outcome.Warning);
        host.Out.WriteLine();
        host.Out.WriteLine($"{checks.Count} checks: {checks.Count - failed - warned} ok, {Of(warned, "warning")}, {failed} failed");
    }

    /// <summary>The same as data.</summary>
    public static object Document(IReadOnlyList<Check> checks, int exit) => new
    {
        Checks = checks.Select(check => new { check.Name, Outcome = Word(check.Outcome), check.Found, check.Cause, check.Remedy, check.Code }),
        Exit = exit,
    };

    private static void WritePart(CliHost host, string name, string? text)
    {
        string[] lines = text?.Split('\n') ?? [];
        for (int line = 0; line < lines.Length; line++)
        {
            string label = line == 0 ? $"{name}: " : "";
            host.Out.WriteLine(host.FitResult($"{"",Indent}{label}{(line == 0 ? lines[line] : $"  {lines[line].Trim()}")}", Indent + 2));
        }
    }

    private static string Of(int count, string what) => count == 1 ? $"1 {what}" : $"{count} {what}s";

    private static string Word(Outcome outcome) => outcome switch
    {
        Outcome.Ok => "ok",
        Outcome.Warning => "warning",
        _ => "failed",
    };

    private static Colour ColourOf(Outcome outcome) => outcome switch
    {
        Outcome.Ok => Colour.Green,
        Outcome.Warning => Colour.Yellow,
        _ => Colour.Red,
    };
}
