using IspRecipes.Devices.Links;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Runs;
using IspRecipes.Engine.Steps;

namespace IspRecipes.Cli.Output;

/// <summary>Shows a read without a recipe as the one step it is.</summary>
internal static class ReadProgress
{
    /// <param name="host">Where it is shown.</param>
    /// <param name="clock">The bench's.</param>
    /// <param name="memory">In the trade's word: <c>flash</c>.</param>
    /// <param name="read">Handed an ear for bytes done so far, and of how many.</param>
    public static Checked<MemoryReading> Follow(
        CliHost host, IClock clock, string memory, Func<Action<long, long>, Checked<MemoryReading>> read)
    {
        LinesReporter reporter = new(host, Verbosity.Normal);
        string title = $"Read {memory}";
        bool started = false;
        TimeSpan start = clock.Now;
        Checked<MemoryReading> reading = read((done, total) =>
        {
            // How much there is to read is known once the chip has said which it is.
            if (!started)
            {
                started = true;
                reporter.Show(new RunEvent.StepStarted(1, 1, title, total));
            }

            reporter.Show(new RunEvent.StepProgressed(done, total, clock.Now - start));
        });
        reporter.Show(new RunEvent.StepFinished(new StepRecord(
            "read",
            title,
            reading.HasErrors ? StepOutcome.Failed : StepOutcome.Done,
            reading.Value?.Content.Length ?? 0,
            clock.Now - start,
            default)));
        return reading;
    }
}
