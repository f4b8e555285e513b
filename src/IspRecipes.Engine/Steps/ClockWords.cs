using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Recipes;

namespace IspRecipes.Engine.Steps;

/// <summary>Clock classes in words, and which of them a board's clock serves.</summary>
internal static class ClockWords
{
    private const double WatchCrystalLimit = 100e3;

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
        ClockSource.Crystal => $"a {Megahertz(board.Hertz)} crystal",
        ClockSource.Resonator => $"a {Megahertz(board.Hertz)} resonator",
        ClockSource.External => $"an external {Megahertz(board.Hertz)} clock",
        _ => $"the internal {Megahertz(board.Hertz)} oscillator",
    };

    /// <summary>True where a chip on this board runs from <paramref name="clock"/>.</summary>
    public static bool Serves(this BoardClock board, ClockClass clock) => board.Source switch
    {
        ClockSource.External => clock == ClockClass.External,
        ClockSource.Internal => clock == (board.Hertz < 400e3 ? ClockClass.InternalSlow : ClockClass.Internal),
        _ => clock == (board.Hertz < WatchCrystalLimit ? ClockClass.WatchCrystal : ClockClass.Crystal),
    };

    private static string Megahertz(double hertz) => hertz >= 1e6 ? $"{hertz / 1e6:0.######} MHz" : $"{hertz / 1e3:0.###} kHz";
}
