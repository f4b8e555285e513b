using IspRecipes.Engine.Runs;

namespace IspRecipes.Cli.Output;

/// <summary>Folds the events of a run into something to look at.</summary>
internal interface IRunReporter
{
    /// <summary>Shows it at once, so that a question comes after all that was told before it.</summary>
    void Show(RunEvent happened);
}

/// <summary>How much is said.</summary>
internal enum Verbosity
{
    Quiet,
    Normal,
    Verbose,
}
