using IspRecipes.Engine.Runs;

namespace IspRecipes.Cli.Output;

/// <summary>Folds the events of a run into something to look at.</summary>
internal interface IRunReporter
{
    /// <summary>Calls <paramref name="run"/> once, showing what it tells, and returns what it gives.</summary>
    T Follow<T>(Func<Action<RunEvent>, T> run);

    /// <summary>Called by the run: waits until all it told is shown, so that a question comes after it.</summary>
    void Settle();
}

/// <summary>How much is said.</summary>
internal enum Verbosity
{
    Quiet,
    Normal,
    Verbose,
}
