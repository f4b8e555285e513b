using IspRecipes.Devices.Images;
using IspRecipes.Devices.Programmers;
using IspRecipes.Engine.Diagnostics;

namespace IspRecipes.Engine.Steps;

/// <summary>Writes the pages the image covers. After a chip erase, pages of nothing but 0xFF are left as they are.</summary>
/// <param name="Name">The image, as the recipe calls it.</param>
/// <param name="Pages">In ascending order.</param>
internal sealed record WriteFlashStep(string Name, IReadOnlyList<Page> Pages, SourceSpan? Where)
    : Step($"Write flash from {Name}", Where)
{
    public override string Kind => "write-flash";

    public override bool ChangesChip => true;

    public override long Bytes => PageFacts.Size(Pages);

    public override IEnumerable<Fact> Facts => PageFacts.Of(Pages);

    internal override StepOutcome Execute(StepContext context, CancellationToken cancel)
    {
        IReadOnlyList<Page> pages = context.Chip.Erased ? [.. Pages.Where(page => !page.IsBlank)] : Pages;
        long done = Bytes - PageFacts.Size(pages);
        foreach ((uint address, byte[] bytes) in PageRuns.Of(pages, page => Content(page, context)))
        {
            long before = done;
            context.Target.WritePages(
                AvrMemory.Flash, address, bytes, written => context.Progress(before + written, Bytes), cancel);
            done += bytes.Length;
        }

        return pages.Count == 0 ? StepOutcome.Unchanged : StepOutcome.Done;
    }

    /// <summary>The page to write: holes are 0xFF after a chip erase; without one they are read first and kept.</summary>
    private static ReadOnlyMemory<byte> Content(Page page, StepContext context)
    {
        if (context.Chip.Erased || page.IsComplete)
        {
            return page.Bytes;
        }

        byte[] held = context.Target.ReadTwice(AvrMemory.Flash, page.Address, page.Bytes.Length);
        return context.Chip.FlashHoles[page.Address] = page.Over(held);
    }
}
