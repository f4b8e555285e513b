using IspRecipes.Engine.Diagnostics;

namespace IspRecipes.Cli.Avrdude;

/// <summary>What of a command line is not carried over, and what stands against a recipe.</summary>
internal sealed class AvrdudeFindings
{
    private readonly List<Diagnostic> _all = [];

    public IReadOnlyList<Diagnostic> All => _all;

    public bool HaveErrors => _all.Exists(told => told.Severity == Severity.Error);

    public void Note(string option, string reason) => _all.Add(DiagnosticCatalog.Of(DiagnosticCode.AvrdudeNotCarriedOver, null, option, reason));

    public void Refuse(string option, string reason, string? remedy) =>
        _all.Add(DiagnosticCatalog.Of(DiagnosticCode.AvrdudeRefused, null, option, reason, remedy ?? ""));
}
