using IspRecipes.Devices.Links;
using IspRecipes.Engine.Plans;
using IspRecipes.Engine.Steps;
using static System.FormattableString;

namespace IspRecipes.Engine.Runs;

/// <summary>How amounts, times and outcomes are put into words, the same in every output and every culture.</summary>
public static class Phrases
{
    /// <summary>What begins: <c>Demo: ATmega32U4 through avrisp</c>.</summary>
    public static string Start(Plan plan) => plan is { Part: { } part, Programmer: { } programmer }
        ? $"{plan.Recipe.Name}: {part.Name} through {programmer.Id}"
        : plan.Recipe.Name;

    /// <summary>What became of a step: <c>Write flash: ok, 4,096 bytes in 2.1 s</c>.</summary>
    /// <param name="withCost">Says also what crossed the wire.</param>
    public static string Step(StepRecord step, bool withCost = false)
    {
        string amount = step.Bytes > 0 ? $", {Bytes(step.Bytes)} in {Seconds(step.Elapsed)}" : "";
        string cost = withCost && step.Cost.RoundTrips > 0
            ? $"  [{RoundTrips(step.Cost)}, {Bytes(step.Cost.BytesOut)} out, {Bytes(step.Cost.BytesIn)} in, {Seconds(step.Elapsed)}]"
            : "";
        return $"{step.Title}: {Outcome(step)}{amount}{cost}";
    }

    public static string Outcome(StepRecord step) => step.Outcome switch
    {
        StepOutcome.Done => step.Kind == "compare" ? "differs" : "ok",
        StepOutcome.Unchanged => step.Kind == "compare" ? "nothing differs" : "unchanged",
        StepOutcome.Skipped => step.Kind == "confirm" ? "not asked" : "not needed",
        _ => "FAILED",
    };

    public static string Bytes(long bytes) => bytes == 1 ? "1 byte" : Invariant($"{bytes:N0} bytes");

    public static string RoundTrips(LinkCost cost) => cost.RoundTrips == 1 ? "1 round trip" : Invariant($"{cost.RoundTrips:N0} round trips");

    public static string Seconds(TimeSpan time) => time.TotalSeconds switch
    {
        < 1 => Invariant($"{time.TotalMilliseconds:0} ms"),
        < 60 => Invariant($"{time.TotalSeconds:0.0} s"),
        _ => $"{(int)time.TotalMinutes} min {time.Seconds} s",
    };

    public static string Rate(long bytes, TimeSpan elapsed) =>
        elapsed > TimeSpan.Zero ? Invariant($"{bytes / elapsed.TotalSeconds:N0} B/s") : "";

    /// <summary>Time left at the rate so far, in whole seconds; empty before anything is done.</summary>
    public static string Left(long done, long total, TimeSpan elapsed) =>
        done > 0 ? $"{WholeSeconds((long)Math.Ceiling(elapsed.TotalSeconds * (total - done) / done))} left" : "";

    private static string WholeSeconds(long seconds) => seconds < 60 ? $"{seconds} s" : $"{seconds / 60} min {seconds % 60} s";
}
