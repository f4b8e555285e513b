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

    public override long Bytes => Pages.Sum(page => (long)page.Bytes.Length);

    public override IEnumerable<Fact> Facts => PageFacts.OfVerify(Pages, WrittenOnly);

    public override StepOutcome Execute(StepContext context, CancellationToken cancel)
    {
        IReadOnlyList<Page> pages =
            WrittenOnly && context.Chip.Erased ? [.. Pages.Where(page => !page.IsBlank)] : Pages;
        long done = Bytes - pages.Sum(page => (long)page.Bytes.Length);
        foreach (IReadOnlyList<Page> run in PageRuns.Of(pages))
        {
            cancel.ThrowIfCancellationRequested();
            byte[] found = new byte[run.Sum(page => page.Bytes.Length)];
            context.Target.Read(AvrMemory.Flash, run[0].Address, found);
            foreach (Page page in run)
            {
                int offset = (int)(page.Address - run[0].Address);
                ReadOnlyMemory<byte> expected = context.Chip.FlashHoles.GetValueOrDefault(page.Address, page.Bytes);
                Comparison.Hold(
                    AvrMemory.Flash, page.Address, expected.Span, found.AsSpan(offset, expected.Length), Image);
            }

            context.Progress(done += found.Length, Bytes);
        }

        return StepOutcome.Done;
    }
}
