using IspRecipes.Devices;
using IspRecipes.Devices.Catalog;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Steps;

namespace IspRecipes.Engine.Runs;

/// <summary>The one place where what a device or a step threw becomes a diagnostic.</summary>
internal static class Failures
{
    /// <param name="exception">What was thrown.</param>
    /// <param name="where">The step's place in the recipe; a fault that names a file keeps its own.</param>
    /// <param name="programmer">What the chip was let go of through.</param>
    public static Diagnostic Explain(Exception exception, SourceSpan? where, ProgrammerRow? programmer) => exception switch
    {
        DeviceException device => DiagnosticCatalog.Of(device.Fault, where),
        StepRefusedException refused => refused.Diagnostic,
        OperationCanceledException => DiagnosticCatalog.Of(DiagnosticCode.Interrupted, where, Released(programmer)),
        _ => DiagnosticCatalog.Of(DiagnosticCode.Internal, where, $"{exception.GetType().Name}: {exception.Message}"),
    };

    /// <summary>How a chip is let go of, for the sentence of an interrupted run.</summary>
    public static string Released(ProgrammerRow? programmer) =>
        programmer?.Reach is Reach.Swd ? "the chip was left running" : "programming mode was left";
}
