using IspRecipes.Devices.Images;
using IspRecipes.Engine.Diagnostics;

namespace IspRecipes.Engine.Steps.Stm32;

/// <summary>Makes sure that an erase was one, where nothing is written after it.</summary>
internal sealed record CheckBlankStep(SourceSpan? Where) : Step("Check that flash is blank", Where)
{
    public override string Kind => "check-erased";

    internal override StepOutcome Execute(StepContext context, CancellationToken cancel)
    {
        MemoryRegion flash = context.Stm32.Part!.Flash;
        byte[] blank = new byte[flash.Size];
        blank.AsSpan().Fill(0xFF);
        context.Stm32Target.Verify(flash.Start, blank, cancel: cancel);
        return StepOutcome.Done;
    }
}
