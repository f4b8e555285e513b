using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Recipes;
using static System.FormattableString;

namespace IspRecipes.Engine.Steps;

/// <summary>Clocks in words, and which of them a board serves.</summary>
public static class ClockWords
{
    private const double WatchCrystalLimit = 100e3;

    /// <summary>With the frequency of an oscillator on the chip, where it is known.</summary>
    public static string Of(ClockChoice clock) =>
        clock is { Class: ClockClass.Internal, MaxHertz: double hertz } && hertz == clock.MinHertz
            ? $"its internal {Frequency(hertz)} oscillator"
            : Of(clock.Class);

    public static string Of(ClockClass clock) => clock switch
    {
        ClockClass.External => "an external clock signal",
        ClockClass.Internal => "its internal oscillator",
        ClockClass.InternalSlow => "its internal 128 kHz oscillator",
        ClockClass.ExternalRc => "an external RC network",
        ClockClass.WatchCrystal => "a 32 kHz watch crystal",
        ClockClass.Crystal => "a crystal or resonator",
        _ => "a source the datasheet reserves",
    };

    public static string Of(BoardClock board) => board.Source switch
    {
        ClockSource.Crystal => $"a {Frequency(board.Hertz)} crystal",
        ClockSource.Resonator => $"a {Frequency(board.Hertz)} resonator",
        ClockSource.External => $"an external {Frequency(board.Hertz)} clock",
        _ => $"the internal {Frequency(board.Hertz)} oscillator",
    };

    /// <summary>What a chip does on a board without such a clock.</summary>
    public static string Consequence(ClockClass clock) => clock switch
    {
        ClockClass.External =>
            "a crystal drives nothing, and without a driven clock at XTAL1 the chip stands still, dead to ISP",
        ClockClass.Internal =>
            "it then runs at another speed than the board's, and programs built for that one fail at USB and serial ports",
        ClockClass.InternalSlow =>
            "ISP then needs SCK below 32 kHz, slower than most programmers can, and to them the chip is dead",
        ClockClass.ExternalRc =>
            "without a resistor and a capacitor at XTAL1 the chip stands still, dead to ISP",
        ClockClass.WatchCrystal =>
            "without one the chip stands still, and with one ISP needs SCK below 8 kHz, slower than most programmers can",
        ClockClass.Crystal =>
            "without one at its XTAL pins the chip stands still, dead to ISP",
        _ => "the chip may stand still, dead to ISP",
    };

    /// <summary>True where a chip on this board runs from <paramref name="clock"/>.</summary>
    public static bool Serves(this BoardClock board, ClockClass clock) => board.Source switch
    {
        ClockSource.External => clock == ClockClass.External,
        ClockSource.Internal => clock == (board.Hertz < 400e3 ? ClockClass.InternalSlow : ClockClass.Internal),
        _ => clock == (board.Hertz < WatchCrystalLimit ? ClockClass.WatchCrystal : ClockClass.Crystal),
    };

    /// <summary><c>16 MHz</c>, <c>31.25 kHz</c>.</summary>
    public static string Frequency(double hertz) => hertz switch
    {
        >= 1e6 => Invariant($"{hertz / 1e6:0.######} MHz"),
        >= 1e3 => Invariant($"{hertz / 1e3:0.###} kHz"),
        _ => Invariant($"{hertz:0.#} Hz"),
    };

    /// <summary>The frequencies a clock is for: <c>0.4 to 0.9 MHz</c>; null where the datasheet states no border.</summary>
    public static string? Range(ClockChoice clock) => (clock.MinHertz, clock.MaxHertz) switch
    {
        (double from, double to) => $"{Frequency(from)} to {Frequency(to)}",
        (double from, null) => $"{Frequency(from)} and above",
        (null, double to) => $"up to {Frequency(to)}",
        _ => null,
    };
}
