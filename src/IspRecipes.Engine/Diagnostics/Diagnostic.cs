namespace IspRecipes.Engine.Diagnostics;

/// <summary>What a user is told: code, sentence, place, and what to do about it.</summary>
/// <param name="Number">2001 for <c>ISP2001</c>.</param>
/// <param name="Severity">Weight; only errors stop a run.</param>
/// <param name="Message">One sentence: what was found and what was expected.</param>
/// <param name="Where">Place in the recipe or another file; null where there is none.</param>
/// <param name="Hint">What to do next; null where the sentence says it all.</param>
/// <param name="Exit">Exit code of a run that ends with it.</param>
public sealed record Diagnostic(
    int Number,
    Severity Severity,
    string Message,
    SourceSpan? Where = null,
    string? Hint = null,
    ExitCode Exit = ExitCode.Recipe)
{
    public string Code => $"ISP{Number:0000}";
}

public enum Severity
{
    Note,
    Warning,
    Error,
}

/// <summary>A stretch of a text file; lines and columns are 1-based, columns count UTF-16 units, the end is exclusive.</summary>
public sealed record SourceSpan(string File, int Line, int Column, int EndLine, int EndColumn)
{
    public SourceSpan(string file) : this(file, 0, 0, 0, 0)
    {
    }
}

/// <summary>Exit codes of docs/recipes.md, section Results.</summary>
public enum ExitCode
{
    Done = 0,
    OurBug = 1,
    Usage = 2,
    Recipe = 3,
    File = 4,
    Port = 5,
    Communication = 6,
    WrongTarget = 7,
    Verify = 8,
    Refused = 9,
    Changes = 10,
    Interrupted = 130,
    Terminated = 143,
}
