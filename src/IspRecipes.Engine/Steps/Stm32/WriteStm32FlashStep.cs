using IspRecipes.Devices.Images;
using IspRecipes.Engine.Diagnostics;

namespace IspRecipes.Engine.Steps.Stm32;

/// <summary>Makes flash hold the image. Pages that hold it already are left alone, and bytes beside it keep what they are.</summary>
/// <param name="Name">The image, as the recipe calls it.</param>
/// <param name="Pages">In ascending order.</param>
internal sealed record WriteStm32FlashStep(string Name, MemoryImage Image, IReadOnlyList<Page> Pages, SourceSpan? Where)
    : Step($"Write flash from {Name}", Where)
{
    public override string Kind => "write-flash";

    public override long Bytes => Image.ByteCount;

    public override IEnumerable<Fact> Facts => [.. PageFacts.Of(Pages), new("leaves alone", "pages that hold the image already")];

    internal override StepOutcome Execute(StepContext context, CancellationToken cancel)
    {
        Stm32State chip = context.Stm32;
        chip.Runs = FlashRun.Of(Image, chip.Part!.Family.PageSize, (address, gap) =>
        {
            if (chip.Erased)
            {
                gap.Fill(0xFF);
            }
            else
            {
                context.Stm32Target.Read(address, gap);
            }
        });
        if (chip.HoldsAll)
        {
            return StepOutcome.Unchanged;
        }

        long done = 0;
        long total = chip.Runs.Sum(run => (long)run.Bytes.Length);
        int before = chip.PagesChanged;
        foreach (FlashRun run in chip.Runs.SelectMany(run => run.Without(
            context.Stm32Target.WriteProtected(run.Address, run.Bytes.Length))))
        {
            chip.PagesChanged += context.Stm32Target.Write(
                run.Address, run.Bytes, written => context.Progress(done + written, total), cancel);
            done += run.Bytes.Length;
        }

        return chip.PagesChanged == before ? StepOutcome.Unchanged : StepOutcome.Done;
    }
}
