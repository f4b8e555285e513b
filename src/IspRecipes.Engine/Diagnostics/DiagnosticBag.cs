namespace IspRecipes.Engine.Diagnostics;

/// <summary>Collects what is found, in any order, and gives it back as a user should read it.</summary>
public sealed class DiagnosticBag
{
    /// <summary>More errors than this are counted, not shown.</summary>
    public const int MostErrors = 20;

    /// <summary>Of a file with more errors than this, the rest is not even counted.</summary>
    private const int MostKept = 500;

    /// <summary>Codes below are the text's and its grammar's: what stands in such a place cannot be judged any further.</summary>
    private const int FirstOfPlans = 3000;

    private readonly List<Diagnostic> _found = [];

    public bool HasErrors => _found.Exists(diagnostic => diagnostic.Severity == Severity.Error);

    public void Add(DiagnosticCode code, SourceSpan? where, params object?[] facts) =>
        Add(DiagnosticCatalog.Of(code, where, facts));

    /// <summary>Takes a diagnostic in, unless it repeats an earlier one or follows from it.</summary>
    public void Add(Diagnostic diagnostic)
    {
        bool full = _found.Count >= MostKept && HasErrors;
        if (!full && !_found.Exists(earlier => earlier == diagnostic || FollowsFrom(diagnostic, earlier)))
        {
            _found.Add(diagnostic);
        }
    }

    /// <summary>True where an error lies within this place: what else is wrong there need not be said.</summary>
    public bool HasErrorIn(SourceSpan where) =>
        _found.Exists(error => error.Severity == Severity.Error && error.Where is { Line: > 0 } && Within(error.Where, where));

    /// <summary>Sorted by file, line and column; those without a place come last.</summary>
    public IReadOnlyList<Diagnostic> Sorted()
    {
        Diagnostic[] sorted =
        [
            .. _found
                .OrderBy(diagnostic => diagnostic.Where is null)
                .ThenBy(diagnostic => diagnostic.Where?.File, StringComparer.Ordinal)
                .ThenBy(diagnostic => diagnostic.Where?.Line)
                .ThenBy(diagnostic => diagnostic.Where?.Column),
        ];
        int errors = sorted.Count(diagnostic => diagnostic.Severity == Severity.Error);
        return errors <= MostErrors ? sorted : [.. FirstErrors(sorted, errors)];
    }

    private static IEnumerable<Diagnostic> FirstErrors(Diagnostic[] sorted, int errors)
    {
        int shown = 0;
        foreach (Diagnostic diagnostic in sorted)
        {
            if (diagnostic.Severity != Severity.Error || shown++ < MostErrors)
            {
                yield return diagnostic;
            }
        }

        yield return DiagnosticCatalog.Of(DiagnosticCode.MoreErrors, null, errors - MostErrors);
    }

    /// <summary>
    /// What is found within the place of an error of text or grammar is its consequence. Of a value that could be read, two
    /// things may be wrong.
    /// </summary>
    private static bool FollowsFrom(Diagnostic later, Diagnostic earlier) =>
        earlier is { Severity: Severity.Error, Number: < FirstOfPlans }
        && later.Number != earlier.Number
        && later.Where is { Line: > 0 }
        && earlier.Where is { Line: > 0 }
        && Within(later.Where, earlier.Where);

    private static bool Within(SourceSpan inner, SourceSpan outer) =>
        inner.File == outer.File
        && (outer.Line, outer.Column).CompareTo((inner.Line, inner.Column)) <= 0
        && (inner.EndLine, inner.EndColumn).CompareTo((outer.EndLine, outer.EndColumn)) <= 0;
}

public static class DiagnosticLists
{
    /// <summary>Exit code when several kinds of error come together: 3, then 4, then 9, else that of the first.</summary>
    public static ExitCode Exit(this IEnumerable<Diagnostic> diagnostics)
    {
        ExitCode[] exits =
        [
            .. diagnostics
                .Where(diagnostic => diagnostic.Severity == Severity.Error)
                .Select(diagnostic => diagnostic.Exit),
        ];
        foreach (ExitCode first in (ReadOnlySpan<ExitCode>)[ExitCode.Recipe, ExitCode.File, ExitCode.Refused])
        {
            if (exits.Contains(first))
            {
                return first;
            }
        }

        return exits.FirstOrDefault(ExitCode.Done);
    }
}
