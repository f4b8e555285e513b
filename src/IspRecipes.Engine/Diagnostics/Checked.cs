namespace IspRecipes.Engine.Diagnostics;

/// <summary>What a check gives: the value, or the errors that prevent it; warnings and notes come with either.</summary>
/// <param name="Value">Null where <see cref="HasErrors"/>.</param>
/// <param name="Diagnostics">Sorted by place.</param>
public sealed record Checked<T>(T? Value, IReadOnlyList<Diagnostic> Diagnostics)
    where T : class
{
    public bool HasErrors => Diagnostics.Any(diagnostic => diagnostic.Severity == Severity.Error);

    /// <summary>Exit code for the errors: 3 before 4 before 9, else that of the first; 0 without one.</summary>
    public ExitCode Exit => Diagnostics.Exit();
}
