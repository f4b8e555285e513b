using IspRecipes.Devices.Images;
using IspRecipes.Devices.Parts;
using IspRecipes.Devices.Programmers;
using IspRecipes.Engine.Diagnostics;

namespace IspRecipes.Engine.Steps;

/// <summary>
/// Makes sure that a chip erase was one, where nothing is written after it. It takes all of the flash or nothing, so a
/// look at the pages where programs begin will do: the first, and the first of every boot section the part can have.
/// </summary>
internal sealed record CheckErasedStep(AvrPart Part, SourceSpan? Where) : Step("Check that flash is blank", Where)
{
    public override string Kind => "check-erased";

    internal override StepOutcome Execute(StepContext context, CancellationToken cancel)
    {
        MemoryRegion flash = Part.Flash;
        byte[] blank = new byte[flash.PageSize];
        blank.AsSpan().Fill(0xFF);
        uint[] starts = [flash.Start, .. Part.BootSizesInWords.Select(words => flash.End - (2 * (uint)words))];
        foreach (uint address in starts)
        {
            context.Target.Verify(AvrMemory.Flash, address, blank, cancel: cancel);
        }

        return StepOutcome.Done;
    }
}
