using Cake.Core;
using Cake.Core.Diagnostics;
using Cake.Core.IO;
using IspRecipes.Engine.Diagnostics;

namespace Cake.IspRecipes;

/// <summary>
/// Diagnostics in Cake's log, as <c>isprecipe</c> writes them: errors always, warnings from the verbosity <c>minimal</c> on, notes
/// from <c>normal</c> on.
/// </summary>
internal sealed class ScriptLog(ICakeContext context)
{
    /// <summary>No excerpt is worth reading a file larger than a recipe may be, 1 MiB.</summary>
    private const long LongestExcerptSource = 1 << 20;

    /// <summary>Where they are not called as the option of the command line is.</summary>
    private static readonly Dictionary<string, string> Settings = new()
    {
        ["set"] = nameof(IspRecipeSettings.Variables),
        ["clip"] = nameof(IspMergeSettings.Clips),
        ["offset"] = nameof(IspMergeSettings.Offsets),
    };

    private readonly ICakeLog _log = context.Log;
    private readonly DiagnosticRenderer _renderer = new(path => TextOf(context.FileSystem.GetFile(path)));

    public void Tell(string line) => _log.Information(line);

    public void Tell(IEnumerable<Diagnostic> diagnostics)
    {
        foreach (Diagnostic diagnostic in diagnostics)
        {
            Tell(diagnostic);
        }
    }

    public void Tell(Diagnostic diagnostic)
    {
        string text = Text(diagnostic);
        switch (diagnostic.Severity)
        {
            case Severity.Error:
                _log.Error(text);
                break;
            case Severity.Warning:
                _log.Warning(text);
                break;
            default:
                _log.Information(text);
                break;
        }
    }

    /// <summary>What a failing alias throws: exit code and first line of what the log was told.</summary>
    public CakeException Failure(Diagnostic failure) => new((int)failure.Exit, Text(failure).Split('\n')[0]);

    private string Text(Diagnostic diagnostic) => _renderer.Render(diagnostic with
    {
        Message = InScript(diagnostic.Message),
        Hint = diagnostic.Hint is { } hint ? InScript(hint) : null,
        Where = diagnostic.Where is { Line: 0 } place ? new SourceSpan(InScript(place.File)) : diagnostic.Where,
    });

    private static string InScript(string text) => SettingNames.InBuild(text, Settings);

    private static string? TextOf(IFile file)
    {
        try
        {
            if (!file.Exists || file.Length > LongestExcerptSource)
            {
                return null;
            }

            using StreamReader reader = new(file.OpenRead());
            return reader.ReadToEnd();
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
