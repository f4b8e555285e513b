using IspRecipes.Devices.Parts;

namespace IspRecipes.Simulation.Chips;

/// <summary>The frequency a part's core runs at, from its clock fuses and what the board offers.</summary>
internal static class CoreClock
{
    /// <summary>From here on SCK phases last 3 core cycles instead of 2 (datasheets, Serial Downloading).</summary>
    private const double Fast = 12e6;

    /// <returns>Hertz; 0 when the fuses choose a clock that the board does not have, and the chip stands still.</returns>
    public static double Hertz(AvrPart part, AvrFuses fuses, BoardClock board)
    {
        int? cksel = fuses.Latched("CKSEL");
        double source = cksel is { } value ? SourceHertz(part, fuses, value, board) : 8e6;
        return fuses.Latched("CKDIV8") == 0 ? source / 8 : source;
    }

    /// <summary>The fastest SCK that the chip follows at a core clock.</summary>
    public static double FastestSck(double core) => core < Fast ? core / 4 : core / 6;

    private static double SourceHertz(AvrPart part, AvrFuses fuses, int cksel, BoardClock board)
    {
        if (cksel == 0)
        {
            return Driven(board);
        }

        if (fuses.Latched("CKDIV8") is null)
        {
            return BeforeCkdiv8(cksel, board);
        }

        return part.Id.StartsWith("attiny", StringComparison.Ordinal)
            ? Tiny(cksel, board)
            : Mega(part, cksel, board);
    }

    /// <summary>ATmega32A datasheet (DS40002072), table 10-1: RC oscillators of 1 to 8 MHz, external RC, crystals.</summary>
    private static double BeforeCkdiv8(int cksel, BoardClock board) => cksel switch
    {
        <= 4 => 1e6 * (1 << (cksel - 1)),
        <= 8 => 0,
        9 => WatchCrystal(board),
        _ => Resonating(board),
    };

    /// <summary>ATtiny25/45/85 datasheet (2586), table 6-1.</summary>
    private static double Tiny(int cksel, BoardClock board) => cksel switch
    {
        1 => 16e6,
        2 => 8e6,
        3 => 6.4e6,
        4 => 128e3,
        6 => WatchCrystal(board),
        >= 8 => Resonating(board),
        _ => 0,
    };

    /// <summary>ATmega328P (7810) table 8-1; parts with USB have no 128 kHz oscillator to choose (7766, table 6-1).</summary>
    private static double Mega(AvrPart part, int cksel, BoardClock board) => cksel switch
    {
        2 => 8e6,
        3 => part.FindField("HWBE") is null ? 128e3 : 0,
        4 or 5 => WatchCrystal(board),
        >= 6 => Resonating(board),
        _ => 0,
    };

    private static double Driven(BoardClock board) => board.Kind == BoardClockKind.Oscillator ? board.Hertz : 0;

    /// <summary>A driven pin feeds the crystal amplifier as well.</summary>
    private static double Resonating(BoardClock board) => board.Kind == BoardClockKind.None ? 0 : board.Hertz;

    private static double WatchCrystal(BoardClock board) => board.Hertz is > 0 and < 100e3 ? board.Hertz : 0;
}
