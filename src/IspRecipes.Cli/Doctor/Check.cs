using IspRecipes.Devices;
using IspRecipes.Engine.Diagnostics;

namespace IspRecipes.Cli.Doctor;

/// <summary>How a check ended.</summary>
internal enum Outcome
{
    Ok,
    Warning,
    Failed,
}

/// <summary>One thing the doctor looked at.</summary>
/// <param name="Name">What was looked at: <c>libusb</c>, a port.</param>
/// <param name="Found">What was found, in a sentence without its full stop.</param>
internal sealed record Check(string Name, Outcome Outcome, string Found)
{
    /// <summary>Why it is so; null where <see cref="Found"/> says all.</summary>
    public string? Cause { get; init; }

    /// <summary>What to do; null where nothing is to be done.</summary>
    public string? Remedy { get; init; }

    /// <summary>The code that a run would fail with; null where it would not.</summary>
    public string? Code { get; init; }

    public static Check Ok(string name, string found) => new(name, Outcome.Ok, found);

    /// <summary>What a run would fail with here, told before it does.</summary>
    public static Check Of(string name, Outcome outcome, string found, Fault fault)
    {
        Diagnostic diagnostic = DiagnosticCatalog.Of(fault);
        return new Check(name, outcome, found) { Cause = diagnostic.Message, Remedy = diagnostic.Hint, Code = diagnostic.Code };
    }
}
