using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Plans;

namespace IspRecipes.Engine.Runs;

/// <summary>All that can happen in a run, in order; every face folds these and nothing else.</summary>
public abstract record RunEvent
{
    private RunEvent()
    {
    }

    public sealed record RunStarted(Plan Plan) : RunEvent;

    /// <param name="Index">1-based.</param>
    /// <param name="Bytes">Bytes the step moves; 0 where it has no progress to show.</param>
    public sealed record StepStarted(int Index, int Count, string Title, long Bytes) : RunEvent;

    /// <param name="Elapsed">Since the step started.</param>
    public sealed record StepProgressed(long Done, long Total, TimeSpan Elapsed) : RunEvent;

    public sealed record StepFinished(StepRecord Step) : RunEvent;

    /// <summary>A warning, a note, or the error that ended the run.</summary>
    public sealed record Reported(Diagnostic Diagnostic) : RunEvent;

    public sealed record RunFinished(RunReport Report) : RunEvent;
}
