namespace IspRecipes.Simulation.Chips;

/// <summary>What is soldered to the chip's clock pins.</summary>
/// <param name="Kind">Nothing, something that needs the chip's amplifier, or something that drives the pin.</param>
/// <param name="Hertz">Its frequency; 0 for nothing.</param>
public sealed record BoardClock(BoardClockKind Kind, double Hertz)
{
    /// <summary>Two open pins: only the chip's own oscillators run.</summary>
    public static BoardClock None { get; } = new(BoardClockKind.None, 0);

    /// <summary>A crystal or a ceramic resonator.</summary>
    public static BoardClock Crystal(double hertz) => new(BoardClockKind.Crystal, hertz);

    /// <summary>An oscillator that drives XTAL1 (or CLKI).</summary>
    public static BoardClock Oscillator(double hertz) => new(BoardClockKind.Oscillator, hertz);
}

public enum BoardClockKind
{
    None,
    Crystal,
    Oscillator,
}
