using System.Collections;
using Microsoft.Build.Framework;

namespace IspRecipes.Acceptance.Tests.MSBuild;

/// <summary>The build that a task sees, which keeps what is logged.</summary>
/// <param name="project">The file that calls the task.</param>
internal sealed class RecordingBuildEngine(string project) : IBuildEngine
{
    public List<BuildErrorEventArgs> Errors { get; } = [];

    public List<BuildWarningEventArgs> Warnings { get; } = [];

    public List<BuildMessageEventArgs> Messages { get; } = [];

    /// <summary>Called with each message.</summary>
    public Action<string> Listen { get; init; } = _ => { };

    public bool ContinueOnError => false;

    public int LineNumberOfTaskNode => 7;

    public int ColumnNumberOfTaskNode => 5;

    public string ProjectFileOfTaskNode => project;

    /// <summary>What a log of minimal verbosity shows beside errors and warnings.</summary>
    public IEnumerable<string?> HighMessages =>
        Messages.Where(message => message.Importance == MessageImportance.High).Select(message => message.Message);

    public void LogErrorEvent(BuildErrorEventArgs e) => Errors.Add(e);

    public void LogWarningEvent(BuildWarningEventArgs e) => Warnings.Add(e);

    public void LogMessageEvent(BuildMessageEventArgs e)
    {
        Messages.Add(e);
        Listen(e.Message ?? "");
    }

    public void LogCustomEvent(CustomBuildEventArgs e) => throw new NotSupportedException();

    public bool BuildProjectFile(
        string projectFileName, string[] targetNames, IDictionary globalProperties, IDictionary targetOutputs) =>
        throw new NotSupportedException();
}
