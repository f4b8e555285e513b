using IspRecipes.Engine.Diagnostics;

namespace IspRecipes.Engine.Steps;

/// <summary>A step found a reason not to go on that is no device's fault: the chip's content, a file, a person's no.</summary>
internal sealed class StepRefusedException(Diagnostic diagnostic, Exception? inner = null) : Exception(diagnostic.Message, inner)
{
    public Diagnostic Diagnostic { get; } = diagnostic;
}
