using IspRecipes.Engine.Diagnostics;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace IspRecipes.MSBuild;

/// <summary>Diagnostics in MSBuild's log: <c>file(line,column,line,column): isprecipe error ISP2001: sentence (hint)</c>.</summary>
internal sealed class DiagnosticLog(TaskLoggingHelper log)
{
    private const string Subcategory = "isprecipe";

    private static readonly Dictionary<string, string> Properties = new() { ["port"] = "IspPort", ["set"] = "IspVariables" };

    /// <summary>The page of all codes, which the package brings: tasks/net10.0 is two folders below its root.</summary>
    private static readonly Uri Page = new(Path.GetFullPath(
        Path.Combine(Path.GetDirectoryName(typeof(DiagnosticLog).Assembly.Location)!, "../../docs/diagnostics.md")));

    /// <param name="found">What was found.</param>
    /// <param name="recipe">Full path of what it concerns where it names no file itself; null for the call of the task.</param>
    public void Tell(Diagnostic found, string? recipe)
    {
        // What is no full path is none: a merge calls its request 'isprecipe'.
        SourceSpan? where = Path.IsPathFullyQualified(found.Where?.File ?? "") ? found.Where
            : recipe is null ? null
            : new SourceSpan(recipe);
        string? file = where is null ? null : Path.GetFullPath(where.File);
        string link = $"{Page.AbsoluteUri}#{found.Code.ToLowerInvariant()}";
        (int line, int column, int endLine, int endColumn) = where is null ? default
            : where.Column == 0 ? (where.Line, 0, 0, 0)
            : (where.Line, where.Column, where.EndLine, where.EndColumn);
        switch (found.Severity)
        {
            case Severity.Error:
                log.LogError(Subcategory, found.Code, null, link, file, line, column, endLine, endColumn, "{0}", Text(found));
                break;
            case Severity.Warning:
                log.LogWarning(Subcategory, found.Code, null, link, file, line, column, endLine, endColumn, "{0}", Text(found));
                break;
            default:
                // A build that stands still says why, in quiet logs too.
                MessageImportance importance = found.Number == (int)DiagnosticCode.PortAwaited ? MessageImportance.High : MessageImportance.Normal;
                log.LogMessage(Subcategory, found.Code, null, file, line, column, endLine, endColumn, importance, "{0}", Text(found));
                break;
        }
    }

    /// <summary>Sentence and hint on one line: the loggers repeat the place before every further one.</summary>
    internal static string Text(Diagnostic found) => SettingNames.InBuild(
        found.Hint is null ? found.Message : $"{found.Message} ({OnOneLine(found.Hint)})", Properties);

    private static string OnOneLine(string hint) =>
        string.Join("; ", hint.Split('\n', StringSplitOptions.TrimEntries)).Replace(":; ", ": ");
}
