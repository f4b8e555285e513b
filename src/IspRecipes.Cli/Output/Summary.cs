using IspRecipes.Engine.Runs;

namespace IspRecipes.Cli.Output;

/// <summary>The last word of a run: whether it is done, what the chip holds now, what it cost.</summary>
internal static class Summary
{
    public static void Write(TextWriter writer, RunReport report)
    {
        string verdict = report.Failure is null ? "Done" : "FAILED";
        string on = report.Mcu is null ? "" : $", {report.Mcu} through {report.Programmer}{(report.Simulated ? " (simulated)" : "")}";
        writer.WriteLine($"{verdict}: {report.Recipe}{on}");
        foreach ((string name, byte after) in report.FusesAfter)
        {
            byte before = report.FusesBefore.GetValueOrDefault(name, after);
            writer.WriteLine(before == after ? $"  {name,-9} 0x{after:X2}" : $"  {name,-9} 0x{before:X2} -> 0x{after:X2}");
        }

        if (report.Cost.RoundTrips > 0)
        {
            string modelled = report.Simulated ? " modelled" : "";
            writer.WriteLine($"  {Phrases.Seconds(report.Elapsed)}{modelled}, {report.Cost.RoundTrips:N0} round trips, "
                + $"{Phrases.Bytes(report.Cost.BytesOut)} out, {Phrases.Bytes(report.Cost.BytesIn)} in");
        }
    }
}
