using IspRecipes.Devices.Images;
using IspRecipes.Devices.Programmers;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Plans;
using IspRecipes.Engine.Steps.Differences;

namespace IspRecipes.Engine.Runs;

/// <summary>What a look at the chip found, for people: all that a run would change, keep and lose.</summary>
public static class LiveSummary
{
    /// <param name="writer">Takes whole lines.</param>
    /// <param name="plan">Whose run it is about.</param>
    /// <param name="report">Of the look.</param>
    public static void Write(TextWriter writer, Plan plan, RunReport report)
    {
        writer.WriteLine($"{Verdict(report)}: {report.Recipe}, {plan.Part?.Name} through {report.Programmer}{(report.Simulated ? " (simulated)" : "")}");
        if (report.Difference is ChipDifference difference)
        {
            bool pending = difference.IsPending;
            if (!pending && difference.Loses)
            {
                writer.WriteLine("  The chip holds what the recipe asks for. A run without --if-changed would still erase it first:");
            }

            foreach ((string what, string change) in pending || difference.Loses ? Rows(difference) : [])
            {
                writer.WriteLine($"  {what,-14} {change}");
            }
        }

        if (report.Cost.RoundTrips > 0)
        {
            writer.WriteLine($"  Nothing was written. {Phrases.Seconds(report.Elapsed)}{(report.Simulated ? " modelled" : "")}, "
                + $"{Phrases.RoundTrips(report.Cost)}, {Phrases.Bytes(report.Cost.BytesOut)} out, {Phrases.Bytes(report.Cost.BytesIn)} in");
        }
    }

    private static string Verdict(RunReport report) => report switch
    {
        { Exit: ExitCode.Interrupted or ExitCode.Terminated } => "INTERRUPTED",
        { Failure: not null } => "FAILED",
        { Difference.IsPending: true } => "Changes pending",
        _ => "Nothing differs",
    };

    private static IEnumerable<(string What, string Change)> Rows(ChipDifference difference)
    {
        foreach (MemoryDifference memory in difference.Memories)
        {
            string name = memory.Memory == AvrMemory.Flash ? "flash" : "EEPROM";
            foreach (string line in Lines(memory))
            {
                yield return (name, line);
                name = "";
            }
        }

        foreach (ByteDifference changed in difference.Bytes)
        {
            string name = changed.Name switch
            {
                "lock" => "lock bits",
                "low" or "high" or "extended" => $"{changed.Name} fuse",
                _ => changed.Name,
            };
            string erased = changed.IsWanted ? "" : "; the chip erase raises them";
            yield return (name, $"0x{changed.Before:X2} -> 0x{changed.After:X2}  {string.Join(", ", changed.Changes)}{erased}".TrimEnd());
        }
    }

    private static IEnumerable<string> Lines(MemoryDifference memory)
    {
        foreach (RangeDifference range in memory.Changed.Concat(memory.Lost))
        {
            yield return $"{HexAddress.Of(range.First)}-{HexAddress.Of(range.Last)}, {Phrases.Bytes(range.Bytes)}: {Words(range)}";
        }

        if (memory.Memory == AvrMemory.Eeprom && memory is not { Rest: RestOfMemory.Erased, Lost.Count: > 0 } and not { Rest: RestOfMemory.Untouched })
        {
            yield return memory.Rest switch
            {
                RestOfMemory.Spared => "kept: EESAVE spares it from the chip erase",
                RestOfMemory.Kept => "kept: read before the chip erase and written back",
                _ => "erased with the chip: nothing that the recipe does not name is lost",
            };
        }
    }

    private static string Words(RangeDifference range) => range.Change switch
    {
        RangeChange.Written => "blank -> written",
        RangeChange.Erased => $"erased; {Phrases.Bytes(range.Differing)} in it {(range.Differing == 1 ? "is" : "are")} not 0xFF",
        RangeChange.Lost => "LOST: the chip erase takes them, and the recipe does not name them",
        _ when range.Differing == 1 => $"1 byte differs, at {HexAddress.Of(range.FirstDiffering)}",
        _ => $"{Phrases.Bytes(range.Differing)} differ, {HexAddress.Of(range.FirstDiffering)}-{HexAddress.Of(range.LastDiffering)}",
    };
}
