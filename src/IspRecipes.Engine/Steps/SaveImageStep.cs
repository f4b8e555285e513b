using IspRecipes.Devices;
using IspRecipes.Devices.Images;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Recipes;

namespace IspRecipes.Engine.Steps;

/// <summary>Saves a merged image; no device takes part.</summary>
internal sealed record SaveImageStep(string Name, string Path, MemoryImage Image, SourceSpan? Where)
    : Step($"Save {Name} to {Path}", Where)
{
    public override string Kind => "save-image";

    public override long Bytes => Image.ByteCount;

    public override IEnumerable<Fact> Facts => [new("path", Path)];

    internal override StepOutcome Execute(StepContext context, CancellationToken cancel)
    {
        try
        {
            if (RegularFile.HasContent(Path) && File.ReadAllBytes(Path).AsSpan().SequenceEqual(ImageSaving.Encode(Path, Image)))
            {
                return StepOutcome.Unchanged;
            }

            ImageSaving.Save(Path, Image);
            return StepOutcome.Done;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StepRefusedException(
                DiagnosticCatalog.Of(new Fault(FaultCode.FileUnwritable, Path, exception.Message), Where), exception);
        }
    }
}
