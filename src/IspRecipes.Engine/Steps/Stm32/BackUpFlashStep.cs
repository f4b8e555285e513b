using IspRecipes.Devices.Images;
using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;

namespace IspRecipes.Engine.Steps.Stm32;

/// <summary>Saves all of the flash before anything is changed. A backup that exists and differs is never overwritten.</summary>
/// <param name="Path">Where it is saved, as Intel HEX, or raw where the name ends in .bin.</param>
/// <param name="Part">As the plan takes it; what the chip's size register says counts.</param>
internal sealed record BackUpFlashStep(string Path, Stm32Part Part, SourceSpan? Where) : Step($"Back up flash to {Path}", Where)
{
    public override string Kind => "backup";

    public override long Bytes => Part.Flash.Size;

    public override IEnumerable<Fact> Facts => [new("memory", "flash"), new("path", Path)];

    internal override StepOutcome Execute(StepContext context, CancellationToken cancel)
    {
        MemoryRegion flash = context.Stm32.Part!.Flash;
        byte[] content = new byte[flash.Size];
        context.Stm32Target.Read(flash.Start, content, done => context.Progress(done, flash.Size), cancel);
        BackupStep.Save(context, "flash", Path, new MemoryImage(flash.Start, content, new ImageSource("flash")), Where);
        return StepOutcome.Done;
    }
}
