using IspRecipes.Devices.Images;
using IspRecipes.Devices.Programmers;
using IspRecipes.Engine.Diagnostics;

namespace IspRecipes.Engine.Steps;

/// <summary>Writes the pages the image covers. After a chip erase, pages of nothing but 0xFF are left as they are.</summary>
/// <param name="Name">The image, as the recipe calls it.</param>
/// <param name="Pages">In ascending order.</param>
public sealed record WriteFlashStep(string Name, IReadOnlyList<Page> Pages, SourceSpan? Where)
    : Step($"Write flash from {Name}", Where)
{
    public override string Kind => "write-flash";

    public override long Bytes => Pages.Sum(page => (long)page.Bytes.Length);

    public override IEnumerable<Fact> Facts => PageFacts.Of(Pages);

    public override StepOutcome Execute(StepContext context, CancellationToken cancel)
    {
        long done = 0;
        foreach (Page page in Pages)
        {
            cancel.ThrowIfCancellationRequested();
            if (!(context.Chip.Erased && page.IsBlank))
            {
                context.Target.WritePages(AvrMemory.Flash, page.Address, Content(page, context).Span);
            }

            context.Progress(done += page.Bytes.Length, Bytes);
        }

        return StepOutcome.Done;
    }

    /// <summary>The page to write: holes are 0xFF after a chip erase; without one they are read first and kept.</summary>
    private static ReadOnlyMemory<byte> Content(Page page, StepContext context)
    {
        if (context.Chip.Erased || page.IsComplete)
        {
            return page.Bytes;
        }

        byte[] held = new byte[page.Bytes.Length];
        context.Target.Read(AvrMemory.Flash, page.Address, held);
        return context.Chip.FlashHoles[page.Address] = page.Over(held);
    }
}
