using Cake.Core;
using Cake.Core.Diagnostics;
using Cake.Core.IO;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Plans;
using IspRecipes.Engine.Runs;

namespace Cake.IspRecipes;

/// <summary>
/// Cake's log, told what <c>isprecipe</c> tells on a terminal: errors always, warnings from <c>minimal</c> on, notes and steps
/// from <c>normal</c> on, what each step cost on the wire from <c>verbose</c> on.
/// </summary>
internal sealed class ScriptLog(ICakeContext context)
{
    /// <summary>No excerpt is worth reading a file larger than a recipe may be, 1 MiB.</summary>
    private const long LongestExcerptSource = 1 << 20;

    private const int LongStepBytes = 4096;

    private readonly ICakeLog _log = context.Log;
    private readonly DiagnosticRenderer _renderer = new(path => TextOf(context.FileSystem.GetFile(path)));
    private int _quarter;

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
        string text = _renderer.Render(diagnostic);
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

    /// <summary>Folds what happens in a run.</summary>
    public void Tell(RunEvent happened)
    {
        switch (happened)
        {
            case RunEvent.RunStarted { Plan: var plan }:
                Tell(Phrases.Start(plan));
                break;
            case RunEvent.StepStarted:
                _quarter = 0;
                break;
            case RunEvent.StepProgressed { Total: >= LongStepBytes } step when step.Done * 4 / step.Total > _quarter && step.Done < step.Total:
                _quarter = (int)(step.Done * 4 / step.Total);
                Tell($"  {_quarter * 25,3} %  {Phrases.Rate(step.Done, step.Elapsed)}, {Phrases.Left(step.Done, step.Total, step.Elapsed)}");
                break;
            case RunEvent.StepFinished { Step: var step }:
                Tell(Phrases.Step(step, withCost: _log.Verbosity >= Verbosity.Verbose));
                break;
            case RunEvent.Reported { Diagnostic: var diagnostic }:
                Tell(diagnostic);
                break;
        }
    }

    /// <summary>The last word of a run.</summary>
    public void Tell(Plan plan, RunReport report)
    {
        StringWriter text = new();
        RunSummary.Write(text, plan, report);
        Tell(text.ToString().TrimEnd());
    }

    /// <summary>What a failing alias throws: exit code and first line of what the log was told.</summary>
    public CakeException Failure(Diagnostic failure) => new((int)failure.Exit, _renderer.Render(failure).Split('\n')[0]);

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
