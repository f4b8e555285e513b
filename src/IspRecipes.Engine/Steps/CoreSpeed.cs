using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Recipes;

namespace IspRecipes.Engine.Steps;

/// <summary>The bit clock of the SPI wires.</summary>
/// <param name="Hertz">SCK.</param>
/// <param name="Where">The recipe's <c>sck</c>; null for what the programmer has by itself.</param>
internal sealed record BitClock(double Hertz, SourceSpan? Where = null);

/// <summary>How fast a chip's core runs, and how fast SCK may be for it.</summary>
internal static class CoreSpeed
{
    /// <summary>From here on SCK phases last 3 core cycles instead of 2 (datasheets, Serial Downloading).</summary>
    private const double Fast = 12e6;

    /// <summary>Datasheets, Clock Sources: the slow oscillator on the chip, and the crystal of every watch.</summary>
    private const double SlowOscillator = 128e3, WatchCrystal = 32768;

    /// <summary>What is more, by a thousandth, is not the same frequency written another way.</summary>
    private const double Tolerance = 1.001;

    /// <summary>The core's frequency in hertz; null where the fuses and what is known of the board do not tell.</summary>
    /// <param name="part">The part.</param>
    /// <param name="fuse">Value of <see cref="AvrPart.ClockFuse"/>.</param>
    /// <param name="board">What the recipe says of the board's clock; null for nothing.</param>
    public static double? Hertz(AvrPart part, byte fuse, BoardClock? board)
    {
        if (part.ClockOf(fuse) is not ClockChoice clock)
        {
            return null;
        }

        double? source = clock.Class switch
        {
            ClockClass.Internal or ClockClass.InternalSlow when clock.MinHertz == clock.MaxHertz && clock.MaxHertz is not null =>
                clock.MaxHertz,
            ClockClass.Internal => null,
            ClockClass.InternalSlow => SlowOscillator,
            ClockClass.WatchCrystal => WatchCrystal,
            _ => board?.Serves(clock.Class) == true ? board.Hertz : null,
        };
        return part.ClockFuse?.Field("CKDIV8")?.IsProgrammed(fuse) == true ? source / 8 : source;
    }

    /// <summary>The fastest SCK that a chip follows: a quarter of its core's frequency, from 12 MHz on a sixth.</summary>
    public static double FastestSck(double core) => core < Fast ? core / 4 : core / 6;

    /// <summary>A message about an SCK that is too fast for a core; null where it is not, or one of them is not known.</summary>
    /// <param name="code"><c>BitClockTooFast</c> or <c>BitClockLosesChip</c>.</param>
    /// <param name="sck">The bit clock.</param>
    /// <param name="core">The core's frequency in hertz.</param>
    /// <param name="when">Since or from when the core runs so, for the message.</param>
    /// <param name="where">The place for an SCK that the recipe does not name.</param>
    public static Diagnostic? TooFast(DiagnosticCode code, BitClock? sck, double? core, string when, SourceSpan? where) =>
        sck is not null && core is double hertz && sck.Hertz > FastestSck(hertz) * Tolerance
            ? DiagnosticCatalog.Of(
                code,
                sck.Where ?? where,
                ClockWords.Frequency(sck.Hertz),
                ClockWords.Frequency(FastestSck(hertz)),
                ClockWords.Frequency(hertz),
                when)
            : null;
}
