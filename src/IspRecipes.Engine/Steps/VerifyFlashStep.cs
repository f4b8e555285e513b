using IspRecipes.Devices.Images;
using IspRecipes.Devices.Programmers;
using IspRecipes.Engine.Diagnostics;

namespace IspRecipes.Engine.Steps;

/// <summary>Reads back the pages the image covers, those of nothing but 0xFF too, and compares every byte.</summary>
/// <param name="Image">Whose bytes they are, to name the file and line of a byte that differs.</param>
/// <param name="Pages">In ascending order.</param>
/// <param name="WrittenOnly">Leaves out the pages that a chip erase spared the writing.</param>
internal sealed record VerifyFlashStep(MemoryImage Image, IReadOnlyList<Page> Pages, bool WrittenOnly, SourceSpan? Where)
    : Step("Verify flash", Where)
{
    public override string Kind => "verify-flash";

    public override long Bytes => PageFacts.Size(Pages);

    public override IEnumerable<Fact> Facts => PageFacts.OfVerify(Pages, WrittenOnly);

    internal override StepOutcome Execute(StepContext context, CancellationToken cancel)
    {
        int repeats = context.Target.Repeats;
        if (repeats > 0 && context.Chip.Erased)
        {
            VerifyAll(context, cancel);
        }
        else
        {
            VerifyPages(context, cancel);
        }

        context.Chip.RepeatsWhenVerified = repeats;
        return StepOutcome.Done;
    }

    private void VerifyPages(StepContext context, CancellationToken cancel)
    {
        IReadOnlyList<Page> pages =
            WrittenOnly && context.Chip.Erased ? [.. Pages.Where(page => !page.IsBlank)] : Pages;
        long done = Bytes - PageFacts.Size(pages);
        foreach ((uint address, byte[] expected) in PageRuns.Of(pages, page => Expected(page, context)))
        {
            long before = done;
            context.Verify(
                AvrMemory.Flash, address, expected, Image, read => context.Progress(before + read, Bytes), cancel);
            done += expected.Length;
        }
    }

    /// <summary>A line that garbled a command may have written a page elsewhere: all that was erased must still be blank.</summary>
    private void VerifyAll(StepContext context, CancellationToken cancel)
    {
        MemoryRegion flash = context.Part.Flash;
        byte[] expected = new byte[flash.Size];
        expected.AsSpan().Fill(0xFF);
        foreach (Page page in Pages)
        {
            page.Bytes.Span.CopyTo(expected.AsSpan((int)(page.Address - flash.Start)));
        }

        context.Verify(
            AvrMemory.Flash, flash.Start, expected, Image, read => context.Progress(read, expected.Length), cancel);
    }

    private static ReadOnlyMemory<byte> Expected(Page page, StepContext context) =>
        context.Chip.FlashHoles.TryGetValue(page.Address, out ReadOnlyMemory<byte> kept) ? kept : page.Bytes;
}
