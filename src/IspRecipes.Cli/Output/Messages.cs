using IspRecipes.Engine.Diagnostics;

namespace IspRecipes.Cli.Output;

/// <summary>Diagnostics on standard error, as <c>file(line,col): error CODE: sentence</c> with excerpt and hint.</summary>
internal static class Messages
{
    public static void Write(CliHost host, IEnumerable<Diagnostic> diagnostics)
    {
        foreach (Diagnostic diagnostic in diagnostics)
        {
            host.Error.WriteLine(DiagnosticRenderer.Render(diagnostic));
        }
    }

    /// <summary>The same as data.</summary>
    public static object Document(Diagnostic diagnostic) => new
    {
        diagnostic.Code,
        Severity = diagnostic.Severity.ToString().ToLowerInvariant(),
        diagnostic.Message,
        diagnostic.Hint,
        diagnostic.Where?.File,
        diagnostic.Where?.Line,
        diagnostic.Where?.Column,
    };
}
