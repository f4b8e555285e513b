using IspRecipes.Engine.Runs;

namespace IspRecipes.Cli.Output;

/// <summary>Folds the events of runs into something to look at.</summary>
internal interface IRunReporter
{
    /// <summary>Calls <paramref name="run"/> once, showing what it tells.</summary>
    RunReport Follow(Func<Action<RunEvent>, RunReport> run);
}
