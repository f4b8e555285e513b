using IspRecipes.Devices;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Steps;

namespace IspRecipes.Engine.Runs;

/// <summary>The one place where what a device or a step threw becomes a diagnostic.</summary>
internal static class Failures
{
    /// <param name="exception">What was thrown.</param>
    /// <param name="where">The step's place in the recipe; a fault that names a file keeps its own.</param>
    public static Diagnostic Explain(Exception exception, SourceSpan? where) => exception switch
    {
        DeviceException device => DiagnosticCatalog.Of(device.Fault, where),
        StepRefusedException refused => refused.Diagnostic,
        OperationCanceledException => DiagnosticCatalog.Of(DiagnosticCode.Interrupted, where),
        _ => DiagnosticCatalog.Of(DiagnosticCode.Internal, where, $"{exception.GetType().Name}: {exception.Message}"),
    };
}
