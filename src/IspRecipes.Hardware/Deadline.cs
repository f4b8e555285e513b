using System.Diagnostics;

namespace IspRecipes.Hardware;

/// <summary>The moment a wait ends, on the monotonic clock.</summary>
internal readonly struct Deadline
{
    private readonly long _ticks;

    private Deadline(long ticks) => _ticks = ticks;

    /// <summary>Never reached.</summary>
    internal static Deadline Never => new(long.MaxValue);

    /// <summary>From now; a negative time is over at once.</summary>
    internal static Deadline In(TimeSpan timeout)
    {
        double seconds = Math.Clamp(timeout.TotalSeconds, 0, int.MaxValue);
        return new(Stopwatch.GetTimestamp() + (long)(seconds * Stopwatch.Frequency));
    }

    internal TimeSpan Left => _ticks == long.MaxValue
        ? TimeSpan.MaxValue
        : TimeSpan.FromSeconds(Math.Max(_ticks - Stopwatch.GetTimestamp(), 0) / (double)Stopwatch.Frequency);

    /// <summary>What is left, rounded up, for poll(): -1 for ever.</summary>
    internal int Milliseconds => _ticks == long.MaxValue
        ? -1
        : (int)Math.Min(Math.Ceiling(Left.TotalMilliseconds), int.MaxValue);
}
