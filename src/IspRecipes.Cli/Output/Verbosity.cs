namespace IspRecipes.Cli.Output;

/// <summary>How much is said.</summary>
internal enum Verbosity
{
    Quiet,
    Normal,
    Verbose,
}
