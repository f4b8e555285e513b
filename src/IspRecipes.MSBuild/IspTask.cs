using IspRecipes.Engine.Diagnostics;
using Microsoft.Build.Framework;

namespace IspRecipes.MSBuild;

/// <summary>What both tasks have: the project whose paths they take, and its log.</summary>
public abstract class IspTask : Microsoft.Build.Utilities.Task
{
    private readonly DiagnosticLog _log;

    private protected IspTask() => _log = new DiagnosticLog(Log);

    /// <summary>Relative paths start from its folder; left out, it is the file that calls the task.</summary>
    public string? ProjectFile { get; set; }

    private protected string Project => ProjectFile ?? BuildEngine.ProjectFileOfTaskNode;

    /// <summary>The full path of what the project names; the working directory of the process plays no part.</summary>
    private protected string PathOf(string path) => Path.GetFullPath(path, Path.GetDirectoryName(Path.GetFullPath(Project))!);

    /// <summary>Logs what was found.</summary>
    /// <param name="found">Errors, warnings, notes.</param>
    /// <param name="recipe">What it concerns where it names no file itself; null for the call of the task.</param>
    private protected void Tell(Diagnostic found, string? recipe = null) => _log.Tell(found, recipe);

    /// <summary>Logs ISP8014.</summary>
    /// <param name="setting">Parameter or metadata.</param>
    /// <param name="text">As written.</param>
    /// <param name="expected">In words.</param>
    private protected void TellWrong(string setting, string text, string expected) =>
        Tell(DiagnosticCatalog.Of(DiagnosticCode.SettingWrong, null, setting, text, expected));

    /// <summary>Metadata of an item; null where it has none.</summary>
    private protected static string? MetadataOf(ITaskItem item, string name) =>
        item.GetMetadata(name) is { Length: > 0 } text ? text : null;
}
