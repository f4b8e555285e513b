using IspRecipes.Engine.Diagnostics;

namespace IspRecipes.Cli.Output;

/// <summary>Diagnostics on standard error, as <c>file(line,col): error CODE: sentence</c> with excerpt and hint.</summary>
internal static class Messages
{
    /// <summary>No excerpt is worth reading a file larger than a recipe may be, 1 MiB.</summary>
    private const long LongestExcerptSource = 1 << 20;

    /// <summary>In plain mode without the excerpt: line and column are in the sentence, and a caret points at nothing that is heard.</summary>
    /// <param name="host">Where it is told.</param>
    /// <param name="diagnostics">In this order.</param>
    /// <param name="textOf">Text of a file for its excerpt; null for what is on disk.</param>
    public static void Write(CliHost host, IEnumerable<Diagnostic> diagnostics, Func<string, string?>? textOf = null)
    {
        DiagnosticRenderer renderer = new(host.Look.Plain ? _ => null : textOf ?? TextOf, host.ErrorIsTerminal ? host.Width() : int.MaxValue);
        foreach (Diagnostic diagnostic in diagnostics)
        {
            string label = $"{Word(diagnostic.Severity)} {diagnostic.Code}";
            string text = renderer.Render(diagnostic);
            int start = Math.Max(text.IndexOf(label, StringComparison.Ordinal), 0);
            int end = text.IndexOf(':', start);
            host.Error.WriteLine($"{text[..start]}{host.Look.OnError(ColourOf(diagnostic.Severity), text[start..end])}{text[end..]}");
        }
    }

    /// <summary>What cannot be done as it was asked for, in a sentence; the exit code for that.</summary>
    public static ExitCode Refuse(CliHost host, string sentence)
    {
        host.Error.WriteLine($"isprecipe: {sentence}");
        return ExitCode.Usage;
    }

    /// <summary>The same for a sentence of the catalogue, with the exit code that stands there.</summary>
    public static ExitCode Refuse(CliHost host, DiagnosticCode code, params object?[] facts)
    {
        Diagnostic refusal = DiagnosticCatalog.Of(code, null, facts);
        Write(host, [refusal]);
        return refusal.Exit;
    }

    /// <summary>The same as data.</summary>
    public static object Document(Diagnostic diagnostic) => new
    {
        diagnostic.Code,
        Severity = Word(diagnostic.Severity),
        diagnostic.Message,
        diagnostic.Hint,
        diagnostic.Where?.File,
        diagnostic.Where?.Line,
        diagnostic.Where?.Column,
    };

    private static string Word(Severity severity) => severity.ToString().ToLowerInvariant();

    private static Colour ColourOf(Severity severity) => severity switch
    {
        Severity.Error => Colour.Red,
        Severity.Warning => Colour.Yellow,
        _ => Colour.Bold,
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
