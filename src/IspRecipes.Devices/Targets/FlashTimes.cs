namespace IspRecipes.Devices.Targets;

/// <summary>
/// How long the flash of an F1, F0 or F3 takes: half-words 40, 52.5, 70 µs (shortest, typical, longest), a page or all of it 20
/// to 40 ms (DS5319, table 29, flash memory characteristics). Deadlines are for clones too, whose flash may be ten times slower.
/// </summary>
internal static class FlashTimes
{
    /// <summary>The longest that ST allows an erase, of a page or of all.</summary>
    public static readonly TimeSpan Erase = TimeSpan.FromMilliseconds(40);

    public static readonly TimeSpan LongestErase = TimeSpan.FromSeconds(1);

    public static readonly TimeSpan LongestMassErase = TimeSpan.FromSeconds(20);

    /// <summary>An erase of the option bytes, the erase of all that lifting the protection brings, eight half-words.</summary>
    public static readonly TimeSpan OptionBytes = TimeSpan.FromMilliseconds(85);

    public static readonly TimeSpan LongestOptionBytes = LongestMassErase + LongestErase;

    /// <summary>What a failed run may still be busy with: an erase that it had begun.</summary>
    public static readonly TimeSpan Settling = LongestErase;

    private const double TypicalErase = 30e-3;
    private const double TypicalHalfWord = 52.5e-6;

    /// <summary>Reading and comparing a half-word: 12 instructions of 1 to 2 cycles at 8 MHz (HSI).</summary>
    private const double HalfWordCompared = 2.2e-6;

    /// <summary>What a prediction is made longer by: a look too early costs a command, one too late a moment.</summary>
    private const double Margin = 1.05;

    /// <summary>
    /// When to look whether a run is done: as soon as it is when nothing differs; when one page does; when all do.
    /// </summary>
    /// <param name="pages">In the run.</param>
    /// <param name="pageSize">In bytes.</param>
    /// <param name="bytes">To be programmed at most.</param>
    /// <param name="blank">True when no page needs an erase.</param>
    public static TimeSpan[] Looks(int pages, uint pageSize, int bytes, bool blank)
    {
        double erase = blank ? 0 : TypicalErase;
        double compared = pages * pageSize / 2 * HalfWordCompared;
        double one = erase + (pageSize / 2 * TypicalHalfWord);
        double all = Margin * ((pages * erase) + (bytes / 2 * (TypicalHalfWord + HalfWordCompared)));
        return pages == 1 || blank
            ? [Seconds(compared), Seconds(compared + all)]
            : [Seconds(compared), Seconds(compared + one), Seconds(compared + all)];
    }

    public static TimeSpan LongestRun(int pages, uint pageSize) => Seconds(1 + (pages * (0.4 + (pageSize / 2 * 0.2e-3))));

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}
