using System.Globalization;
using IspRecipes.Engine.Runs;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace IspRecipes.MSBuild;

/// <summary>What became of a recipe, as an item that later targets read.</summary>
internal static class ReportItem
{
    /// <param name="recipe">Whose own metadata it keeps.</param>
    /// <param name="report">Of the run, or of the checks that refused it.</param>
    /// <param name="reportFile">Full path; null where none is written.</param>
    public static TaskItem Of(ITaskItem recipe, RunReport report, string? reportFile)
    {
        TaskItem item = new(recipe);
        item.SetMetadata("ExitCode", $"{(int)report.Exit}");
        item.SetMetadata("Code", report.Failure?.Code ?? "");
        item.SetMetadata("Changed", report.ChangedChip ? "true" : "false");
        item.SetMetadata("Simulated", report.Simulated ? "true" : "false");
        item.SetMetadata("Mcu", report.Mcu ?? "");
        item.SetMetadata("Programmer", report.Programmer ?? "");
        item.SetMetadata("Port", report.Port ?? "");
        item.SetMetadata("Signature", report.Signature ?? "");
        item.SetMetadata("Seconds", report.Elapsed.TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture));
        item.SetMetadata("ReportFile", reportFile ?? "");
        return item;
    }
}
