using IspRecipes.Devices.Images;
using IspRecipes.Engine.Diagnostics;

namespace IspRecipes.Engine.Steps.Stm32;

/// <summary>Erases all of the flash, unless it holds the image and nothing else already.</summary>
/// <param name="Image">What is written then; null for a chip that is to be blank.</param>
internal sealed record EraseFlashStep(MemoryImage? Image, SourceSpan? Where) : Step("Erase flash", Where)
{
    public override string Kind => "erase-chip";

    public override IEnumerable<Fact> Facts =>
        [new("only if", Image is null ? "it is not blank already" : "it holds anything but the image")];

    internal override StepOutcome Execute(StepContext context, CancellationToken cancel)
    {
        if (context.Stm32.Erased)
        {
            return StepOutcome.Skipped;
        }

        context.Stm32.HoldsAll = HoldsAll(context, cancel);
        if (context.Stm32.HoldsAll)
        {
            return StepOutcome.Unchanged;
        }

        context.Stm32Target.EraseFlash();
        context.Stm32.Erased = true;
        return StepOutcome.Done;
    }

    /// <summary>A flash that differs mostly does so early: the first reading is a short one.</summary>
    private bool HoldsAll(StepContext context, CancellationToken cancel)
    {
        const int First = 64, Most = 6144;
        MemoryRegion flash = context.Stm32.Part!.Flash;
        byte[] wanted = Wanted(flash);
        for (int at = 0, length = First; at < wanted.Length; at += length, length = Most)
        {
            byte[] held = new byte[Math.Min(length, wanted.Length - at)];
            context.Stm32Target.Read(flash.Start + (uint)at, held, cancel: cancel);
            if (!held.AsSpan().SequenceEqual(wanted.AsSpan(at, held.Length)))
            {
                return false;
            }
        }

        return true;
    }

    private byte[] Wanted(MemoryRegion flash)
    {
        byte[] wanted = new byte[flash.Size];
        wanted.AsSpan().Fill(0xFF);
        foreach (ImageSegment segment in Image?.Segments ?? [])
        {
            segment.Bytes.CopyTo(wanted.AsMemory((int)(segment.Address - flash.Start)));
        }

        return wanted;
    }
}
