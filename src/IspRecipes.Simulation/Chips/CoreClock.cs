using IspRecipes.Devices.Parts;

namespace IspRecipes.Simulation.Chips;

/// <summary>The frequency a part's core runs at, from its clock fuses and what the board offers.</summary>
internal static class CoreClock
{
    /// <summary>From here on SCK phases last 3 core cycles instead of 2 (datasheets, Serial Downloading).</summary>
    private const double Fast = 12e6;

    /// <summary>Of a part that has no clock to choose, or none whose frequency is known.</summary>
    private const double Usual = 8e6;

    /// <returns>Hertz; 0 when the fuses choose a clock that the board does not have, and the chip stands still.</returns>
    public static double Hertz(AvrPart part, AvrFuses fuses, BoardClock board)
    {
        ClockChoice? choice = part.ClockFuse is FuseByte fuse ? part.ClockOf(fuses.Latched(fuse.Id)) : null;
        double source = choice is null ? Usual : SourceHertz(choice, board);
        return fuses.Latched("CKDIV8") == 0 ? source / 8 : source;
    }

    /// <summary>The fastest SCK that the chip follows at a core clock.</summary>
    public static double FastestSck(double core) => core < Fast ? core / 4 : core / 6;

    private static double SourceHertz(ClockChoice choice, BoardClock board) => choice.Class switch
    {
        ClockClass.External => board.Kind == BoardClockKind.Oscillator ? board.Hertz : 0,
        ClockClass.Internal or ClockClass.InternalSlow => choice.MinHertz ?? Usual,
        ClockClass.WatchCrystal => board.Hertz is > 0 and < 100e3 ? board.Hertz : 0,
        // A driven pin feeds the crystal amplifier as well.
        ClockClass.Crystal => board.Kind == BoardClockKind.None ? 0 : board.Hertz,
        _ => 0,
    };
}
