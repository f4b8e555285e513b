using IspRecipes.Devices;
using IspRecipes.Devices.Images;
using IspRecipes.Engine.Diagnostics;

namespace IspRecipes.Engine.Steps.Stm32;

/// <summary>Reads back what the image covers and compares every byte.</summary>
/// <param name="Image">Whose bytes they are, to name the file and line of a byte that differs.</param>
/// <param name="WrittenOnly">Leaves a flash alone whose pages all held the image before.</param>
internal sealed record VerifyStm32FlashStep(MemoryImage Image, bool WrittenOnly, SourceSpan? Where) : Step("Verify flash", Where)
{
    public override string Kind => "verify-flash";

    public override long Bytes => Image.ByteCount;

    public override IEnumerable<Fact> Facts => WrittenOnly ? [new("only if", "a page was written")] : [];

    internal override StepOutcome Execute(StepContext context, CancellationToken cancel)
    {
        Stm32State chip = context.Stm32;
        if (WrittenOnly && chip.PagesChanged == 0)
        {
            return StepOutcome.Skipped;
        }

        long done = 0;
        long total = chip.Runs.Sum(run => (long)run.Bytes.Length);
        foreach (FlashRun run in chip.Runs)
        {
            try
            {
                context.Stm32Target.Verify(run.Address, run.Bytes, read => context.Progress(done + read, total), cancel);
            }
            catch (TargetException mismatch)
            {
                throw mismatch.WithSource(Image);
            }

            done += run.Bytes.Length;
        }

        return StepOutcome.Done;
    }
}
