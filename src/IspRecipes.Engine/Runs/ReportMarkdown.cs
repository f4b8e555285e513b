using System.Text;
using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Steps;
using IspRecipes.Engine.Steps.Stm32;

using IspRecipes.Engine.Recipes;

namespace IspRecipes.Engine.Runs;

/// <summary>Reports as Markdown, to be pasted into an issue or a build's summary.</summary>
internal static class ReportMarkdown
{
    public static string Write(IReadOnlyList<RunReport> reports) => string.Join('\n', reports.Select(Write));

    private static string Write(RunReport report)
    {
        var text = new StringBuilder();
        text.Append($"# {report.Recipe ?? report.RecipePath}: {(report.Failure is null ? "done" : "failed")}\n\n");
        if (report.Failure is Diagnostic failure)
        {
            text.Append($"**{failure.Code}**: {failure.Message}\n\n");
        }

        AppendTable(text, ["", ""], Facts(report));
        AppendTable(text, ["Byte", "Before", "After", "Changed"], report.FusesAfter.Select(fuse => new[]
        {
            fuse.Key, report.FusesBefore.TryGetValue(fuse.Key, out byte before) ? $"0x{before:X2}" : "", $"0x{fuse.Value:X2}",
            string.Join(", ", report.FuseChanges.Where(change => FuseNames.Of(change.Byte) == fuse.Key)),
        }));
        AppendTable(text, ["Option byte", "Before", "After", "Changed"], Options(report.Stm32));
        AppendTable(text, ["Step", "Outcome", "Bytes", "Seconds"], report.Steps.Select(step => new[]
        {
            step.Title, $"{step.Outcome}".ToLowerInvariant(), step.Bytes > 0 ? $"{step.Bytes}" : "", FormattableString.Invariant($"{step.Elapsed.TotalSeconds:0.000}"),
        }));
        AppendTable(text, ["File", "Bytes", "SHA-256"], report.Files.Select(file => new[] { file.Path, $"{file.Bytes}", file.Sha256 }));
        return text.ToString().TrimEnd() + "\n";
    }

    private static IEnumerable<string[]> Facts(RunReport report)
    {
        yield return ["Recipe", $"{report.RecipePath}, SHA-256 {report.RecipeSha256}"];
        foreach (RecipeBase extended in report.Bases)
        {
            yield return ["Extends", $"{extended.Path}, SHA-256 {extended.Sha256}"];
        }

        yield return ["Started", FormattableString.Invariant($"{report.StartedAt:u}")];
        yield return ["Exit code", $"{(int)report.Exit}"];
        if (report.Programmer is not null)
        {
            yield return ["Programmer", $"{report.ProgrammerIdentity ?? report.Programmer}{(report.Simulated ? " (simulated)" : $" on {report.Port}")}"];
            yield return ["Chip", $"{report.Mcu}, {Told(report)}, {(report.ChangedChip ? "changed" : "not changed")}"];
        }

        if (report.BackupRecipe is string restore)
        {
            yield return ["Backup", $"{Path.GetDirectoryName(restore)}; `isprecipe run {restore}` puts it back"];
        }
    }

    private static string Told(RunReport report) => report.Stm32 is Stm32Record stm32
        ? $"device id 0x{stm32.Identity.DeviceId:X3}, revision 0x{stm32.Identity.Revision:X4}, "
            + $"{(stm32.Identity.CloneMark is string mark ? $"a clone ({mark})" : "no mark of a clone")}, flash {stm32.Part.Flash.Size / 1024} KiB, "
            + $"{(stm32.FlashErased ? "all of it erased, " : "")}pages changed: {stm32.PagesChanged}"
        : $"signature {report.Signature ?? "not read"}";

    private static IEnumerable<string[]> Options(Stm32Record? stm32) =>
        stm32 is not { Before: OptionBytes before, After: OptionBytes after } ? [] : stm32.Part.Family.Options.Select(option => new[]
        {
            OptionNames.Of(option.Id), $"0x{before[option.Id]:X2}", $"0x{after[option.Id]:X2}",
            string.Join(", ", stm32.Changes.Where(change => change.Byte == option.Id)),
        });

    private static void AppendTable(StringBuilder text, string[] headers, IEnumerable<string[]> rows)
    {
        string[][] all = [.. rows];
        if (all.Length == 0)
        {
            return;
        }

        text.Append($"{Row(headers)}\n{Row([.. headers.Select(_ => "---")])}\n");
        text.AppendJoin("", all.Select(row => $"{Row(row)}\n"));
        text.Append('\n');
    }

    private static string Row(string[] cells) =>
        $"| {string.Join(" | ", cells.Select(cell => cell.Replace("|", "\\|", StringComparison.Ordinal).ReplaceLineEndings(" ")))} |";
}
