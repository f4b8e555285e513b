namespace IspRecipes.Simulation;

/// <summary>How often a faulty link does what: probabilities per byte, 0 to 1.</summary>
public sealed record FaultRates
{
    public double Drop { get; init; }

    public double Double { get; init; }

    /// <summary>One bit of the byte turned over.</summary>
    public double Flip { get; init; }

    /// <summary>A pause before the byte, up to <see cref="LongestDelay"/>.</summary>
    public double Delay { get; init; }

    public TimeSpan LongestDelay { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>The line hangs up at this byte, both directions counted together; null for never.</summary>
    public long? HangsUpAt { get; init; }
}

/// <summary>One thing a faulty link did.</summary>
/// <param name="Kind">What.</param>
/// <param name="Outgoing">True towards the programmer.</param>
/// <param name="Byte">Which byte of the line, counted from 0, both directions together.</param>
public readonly record struct Incident(FaultKind Kind, bool Outgoing, long Byte)
{
    public override string ToString() => $"byte {Byte} {(Outgoing ? "out" : "in")}: {Kind}";
}

public enum FaultKind
{
    Dropped,
    Doubled,
    Flipped,
    Delayed,
    HungUp,
}
