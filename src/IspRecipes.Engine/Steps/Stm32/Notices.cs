using IspRecipes.Devices;
using IspRecipes.Engine.Diagnostics;

namespace IspRecipes.Engine.Steps.Stm32;

/// <summary>What probe and target noticed and did not stop for.</summary>
internal static class Notices
{
    /// <summary>Each as its row has it, a warning or a note; what elsewhere is an error did not stop anything here.</summary>
    public static IEnumerable<Diagnostic> Tell(IEnumerable<Fault> notices) => notices
        .Select(notice => DiagnosticCatalog.Of(notice))
        .Select(told => told.Severity == Severity.Error ? told with { Severity = Severity.Warning } : told);
}
