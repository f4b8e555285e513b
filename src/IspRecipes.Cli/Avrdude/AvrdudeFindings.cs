using IspRecipes.Engine.Diagnostics;

namespace IspRecipes.Cli.Avrdude;

/// <summary>What of a command line is not carried over, and what stands against a recipe.</summary>
internal sealed class AvrdudeFindings
{
    private const int LongestExcerpt = 20;

    private readonly List<Diagnostic> _all = [];

    public IReadOnlyList<Diagnostic> All => _all;

    public bool HaveErrors => _all.Exists(told => told.Severity == Severity.Error);

    public void Note(string option, string reason) => _all.Add(DiagnosticCatalog.Of(DiagnosticCode.AvrdudeNotCarriedOver, null, option, reason));

    /// <param name="quote">That is never closed.</param>
    /// <param name="place">Of its character in the command line, from 1 on.</param>
    /// <param name="behind">All of the line behind it.</param>
    public void RefuseQuote(char quote, int place, string behind) => _all.Add(DiagnosticCatalog.Of(
        DiagnosticCode.AvrdudeQuoteOpen, null, quote, place, behind.Length <= LongestExcerpt ? behind : $"{behind[..LongestExcerpt]}..."));

    public void Refuse(string option, string reason, string? remedy) =>
        _all.Add(DiagnosticCatalog.Of(DiagnosticCode.AvrdudeRefused, null, option, reason, remedy ?? ""));
}
