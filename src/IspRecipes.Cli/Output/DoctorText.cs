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
            string gap = new(' ', Indent - word.Length);
            host.Out.WriteLine($"{host.Look.OnOut(ColourOf(check.Outcome), word)}{gap}{check.Name}: {check.Found}");
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

    /// <summary>A sentence, and below it what is to be copied, line by line.</summary>
    private static void WritePart(CliHost host, string name, string? text)
    {
        if (text?.Split('\n') is [var sentence, .. var lines])
        {
            host.Out.WriteLine($"{"",Indent}{name}: {sentence}");
            foreach (string line in lines)
            {
                host.Data.WriteLine($"{"",Indent}  {line.Trim()}");
            }
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
