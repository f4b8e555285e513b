using IspRecipes.Devices;
using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;

namespace IspRecipes.Engine.Steps;

/// <summary>
/// Leaves programming mode, so that the new fuses act, and enters it again by the new clock. The chip must still be there,
/// and hold what was written, before anything of it is erased; a slow oscillator gets its time to start.
/// </summary>
/// <param name="SckHertz">SCK for the rest of the run; null leaves it as it is.</param>
/// <param name="Where">The recipe's <c>fuses-first</c>.</param>
internal sealed record ReenterStep(double? SckHertz, SourceSpan? Where)
    : Step("Leave programming mode, so that the fuses act, and enter it again", Where)
{
    public override string Kind => "reenter";

    public override IEnumerable<Fact> Facts =>
        SckHertz is double hertz ? [new("SCK", ClockWords.Frequency(hertz))] : [];

    /// <remarks>Not to be cancelled: a chip with its new fuses in and RESET released is as good an end as any before it.</remarks>
    internal override StepOutcome Execute(StepContext context, CancellationToken cancel)
    {
        context.Chip.FusesAct = true;
        try
        {
            context.Target.Reenter(SckHertz);
        }
        catch (TargetException)
        {
            throw new TargetException(FaultCode.SilentSinceFuses, [Fuses(context.Chip), .. Clock(context)]);
        }

        CheckFusesStep.Check(context);
        return StepOutcome.Done;
    }

    private static string Fuses(ChipState chip) => string.Join(", ",
        from fuse in chip.Now
        where fuse.Key != FuseId.Lock
        let before = chip.Before[fuse.Key]
        select before == fuse.Value
            ? $"{FuseNames.Of(fuse.Key)} 0x{fuse.Value:X2}"
            : $"{FuseNames.Of(fuse.Key)} 0x{before:X2} -> 0x{fuse.Value:X2}");

    private static string[] Clock(StepContext context) =>
        context.Part.ClockFuse is FuseByte fuse && context.Part.ClockOf(context.Chip.Now[fuse.Id]) is ClockChoice clock
            ? [ClockWords.Of(clock)]
            : [];
}
