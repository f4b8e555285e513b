using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Plans;
using IspRecipes.Engine.Steps;
using IspRecipes.Engine.Steps.Stm32;

namespace IspRecipes.Engine.Runs;

/// <summary>The last word of a run: whether it is done, what the chip holds now, what it cost.</summary>
public static class RunSummary
{
    public static void Write(TextWriter writer, Plan plan, RunReport report)
    {
        string verdict = report.Exit switch
        {
            ExitCode.Done => "Done",
            ExitCode.Interrupted or ExitCode.Terminated => "INTERRUPTED",
            _ => "FAILED",
        };
        string on = plan.Part is null ? "" : $", {plan.Part.Name} through {report.Programmer}{(report.Simulated ? " (simulated)" : "")}";
        writer.WriteLine($"{verdict}: {report.Recipe}{on}");
        if (report.Difference is { IsPending: false })
        {
            writer.WriteLine("  Nothing differs: the chip holds what the recipe asks for, and was left as it is.");
        }

        if (report.Failure is not null && plan.Part is not null)
        {
            writer.WriteLine(report.ChangedChip
                ? "  The chip was changed and may hold half of the job: run again from the start."
                : "  Nothing on the chip was changed.");
        }

        if (report.BackupRecipe is string backup)
        {
            writer.WriteLine($"  What it held before is saved: 'isprecipe run {backup}' puts it back.");
        }

        if (report.Stm32 is Stm32Record stm32)
        {
            WriteStm32(writer, report, stm32);
        }

        foreach ((string name, byte after) in report.FusesAfter)
        {
            byte before = report.FusesBefore.GetValueOrDefault(name, after);
            string what = name == "lock" ? "lock bits" : $"{name} fuse";
            string changes = string.Join(", ", report.FuseChanges.Where(change => FuseNames.Of(change.Byte) == name));
            writer.WriteLine(before == after ? $"  {what,-14} 0x{after:X2}" : $"  {what,-14} 0x{before:X2} -> 0x{after:X2}  {changes}");
        }

        if (report.Cost.RoundTrips > 0)
        {
            string modelled = report.Simulated ? " modelled" : "";
            writer.WriteLine($"  {Phrases.Seconds(report.Elapsed)}{modelled}, {Phrases.RoundTrips(report.Cost)}, "
                + $"{Phrases.Bytes(report.Cost.BytesOut)} out, {Phrases.Bytes(report.Cost.BytesIn)} in");
        }

        if (report.Failure is null && plan.Part is not null && plan.Recipe.ExpectUsb is { } usb)
        {
            writer.WriteLine($"  Look for the USB device {usb} now.");
        }
    }

    private static void WriteStm32(TextWriter writer, RunReport report, Stm32Record stm32)
    {
        if (report is { Failure: null, ChangedChip: false, Difference: null })
        {
            writer.WriteLine("  Nothing was changed: the chip held everything already.");
        }

        if (stm32.FlashErased || report.Steps.Any(step => step is { Kind: "write-flash", Outcome: StepOutcome.Done }))
        {
            writer.WriteLine($"  flash          {Flash(report, stm32)}");
        }

        foreach (IGrouping<OptionByteId, OptionChange> change in stm32.Changes.GroupBy(change => change.Byte))
        {
            writer.WriteLine($"  {OptionNames.Of(change.Key),-14} {Change(stm32, [.. change])}");
        }
    }

    /// <summary><c>all 64 KiB erased; 2 pages changed, verified</c>.</summary>
    private static string Flash(RunReport report, Stm32Record stm32)
    {
        string erased = stm32.FlashErased ? $"all {stm32.Part.Flash.Size / 1024} KiB erased" : "";
        if (!report.Steps.Any(step => step is { Kind: "write-flash", Outcome: StepOutcome.Done }))
        {
            return erased;
        }

        bool verified = report.Steps.Any(step => step is { Kind: "verify-flash", Outcome: StepOutcome.Done });
        string pages = stm32.PagesChanged == 1 ? "1 page" : $"{stm32.PagesChanged} pages";
        return $"{erased}{(erased.Length > 0 ? "; " : "")}{pages} changed, {(verified ? "verified" : "NOT verified")}";
    }

    /// <summary>By value and by name; by name alone where the byte is one field: the value of RDP is not told by a protected chip.</summary>
    private static string Change(Stm32Record stm32, OptionChange[] fields) => fields is [{ IsWholeByte: true } whole]
        ? $"{whole.From} -> {whole.To}"
        : $"0x{stm32.Before![fields[0].Byte]:X2} -> 0x{stm32.After![fields[0].Byte]:X2}  {string.Join(", ", fields.AsEnumerable())}";
}
