using IspRecipes.Engine.Diagnostics;

namespace IspRecipes.Cli.Output;

/// <summary>Diagnostics on standard error, as <c>file(line,col): error CODE: sentence</c> with excerpt and hint.</summary>
internal static class Messages
{
    /// <summary>No excerpt is worth reading a file larger than a recipe may be, 1 MiB.</summary>
    private const long LongestExcerptSource = 1 << 20;

    public static void Write(CliHost host, IEnumerable<Diagnostic> diagnostics) =>
        host.Error.Write(new DiagnosticRenderer(TextOf).Render(diagnostics));

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

    private static string? TextOf(string path)
    {
        try
        {
            FileInfo file = new(path);
            return file.Exists && file.Length <= LongestExcerptSource ? File.ReadAllText(path) : null;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
