using IspRecipes.Devices.Images;
using IspRecipes.Devices.Programmers;
using IspRecipes.Engine.Diagnostics;

namespace IspRecipes.Engine.Steps;

/// <summary>Reads back the pages the image covers, those of nothing but 0xFF too, and compares every byte.</summary>
/// <param name="Image">Whose bytes they are, to name the file and line of a byte that differs.</param>
/// <param name="Pages">In ascending order.</param>
/// <param name="WrittenOnly">Leaves out the pages that a chip erase spared the writing.</param>
public sealed record VerifyFlashStep(MemoryImage Image, IReadOnlyList<Page> Pages, bool WrittenOnly, SourceSpan? Where)
    : Step("Verify flash", Where)
{
    public override string Kind => "verify-flash";

    public override long Bytes => PageFacts.Size(Pages);

    public override IEnumerable<Fact> Facts => PageFacts.OfVerify(Pages, WrittenOnly);

    public override StepOutcome Execute(StepContext context, CancellationToken cancel)
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

        return StepOutcome.Done;
    }

    private static ReadOnlyMemory<byte> Expected(Page page, StepContext context) =>
        context.Chip.FlashHoles.TryGetValue(page.Address, out ReadOnlyMemory<byte> kept) ? kept : page.Bytes;
}
