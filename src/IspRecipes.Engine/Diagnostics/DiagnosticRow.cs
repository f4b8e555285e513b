using IspRecipes.Devices;

namespace IspRecipes.Engine.Diagnostics;

/// <summary>One line of the catalogue: a code and what is said about it.</summary>
/// <param name="Number">6002 for <c>ISP6002</c>.</param>
/// <param name="Severity">Weight.</param>
/// <param name="Exit">Exit code of a run that ends with it.</param>
/// <param name="Arguments">Names of the facts, in the order in which a fault carries them.</param>
/// <param name="Sentence">What was found and what was expected; a <see cref="SentenceTemplate"/>.</param>
/// <param name="Hint">What to do next; a template; null where the sentence says it all.</param>
public sealed record DiagnosticRow(
    int Number,
    Severity Severity,
    ExitCode Exit,
    IReadOnlyList<string> Arguments,
    string Sentence,
    string? Hint)
{
    public DiagnosticRow(
        DiagnosticCode code, Severity severity, ExitCode exit, string arguments, string sentence, string? hint = null)
        : this((int)code, severity, exit, Split(arguments), sentence, hint)
    {
    }

    public DiagnosticRow(
        FaultCode code, Severity severity, ExitCode exit, string arguments, string sentence, string? hint = null)
        : this((int)code, severity, exit, Split(arguments), sentence, hint)
    {
    }

    public string Code => $"ISP{Number:0000}";

    /// <summary>The diagnostic for these facts; a missing fact shows as a question mark.</summary>
    public Diagnostic Tell(SourceSpan? where, IReadOnlyList<object?> facts) => new(
        Number,
        Severity,
        SentenceTemplate.Fill(Sentence, Arguments, facts),
        where,
        Hint is null ? null : SentenceTemplate.Fill(Hint, Arguments, facts) is { Length: > 0 } hint ? hint : null,
        Exit);

    private static string[] Split(string arguments) => arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
