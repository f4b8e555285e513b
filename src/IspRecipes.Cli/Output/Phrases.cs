using IspRecipes.Engine.Runs;
using IspRecipes.Engine.Steps;

namespace IspRecipes.Cli.Output;

/// <summary>How amounts, times and outcomes are put into words, the same in every output.</summary>
internal static class Phrases
{
    public static string Step(StepRecord step, Verbosity verbosity)
    {
        string outcome = step.Outcome switch
        {
            StepOutcome.Done => "ok",
            StepOutcome.Unchanged => "unchanged",
            StepOutcome.Skipped => "skipped",
            _ => "FAILED",
        };
        string amount = step.Bytes > 0 ? $", {Bytes(step.Bytes)} in {Seconds(step.Elapsed)}" : "";
        string cost = verbosity == Verbosity.Verbose
            ? $"  [{step.Cost.RoundTrips} round trips, {step.Cost.BytesOut} bytes out, {step.Cost.BytesIn} in, {Seconds(step.Elapsed)}]"
            : "";
        return $"{step.Title}: {outcome}{amount}{cost}";
    }

    public static string Bytes(long bytes) => bytes == 1 ? "1 byte" : $"{bytes:N0} bytes";

    public static string Seconds(TimeSpan time) => time.TotalSeconds switch
    {
        < 1 => $"{time.TotalMilliseconds:0} ms",
        < 60 => $"{time.TotalSeconds:0.0} s",
        _ => $"{(int)time.TotalMinutes} min {time.Seconds} s",
    };

    public static string Rate(long bytes, TimeSpan elapsed) =>
        elapsed > TimeSpan.Zero ? $"{bytes / elapsed.TotalSeconds:N0} B/s" : "";
}
