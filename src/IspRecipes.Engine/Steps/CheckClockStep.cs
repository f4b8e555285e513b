using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Recipes;

namespace IspRecipes.Engine.Steps;

/// <summary>
/// Holds the clock that a chip has against the one it shall have: a change to a clock that the board is not known to have
/// is refused, since without its clock a chip is dead to ISP.
/// </summary>
/// <param name="Change">The byte that chooses the clock; of a part whose fields are not known, the low byte.</param>
/// <param name="Setting">What the recipe wrote, for the message.</param>
internal sealed record CheckClockStep(FuseChange Change, string Setting, SourceSpan? Where)
    : Step("Check clock source", Where)
{
    public override string Kind => "check-clock";

    public override StepStage Stage => StepStage.Look;

    /// <summary>What the recipe says of the board's clock; null for nothing.</summary>
    public BoardClock? Board { get; init; }

    /// <summary>True where the recipe consents to any clock, or does not touch what chooses one.</summary>
    public bool AnyClock { get; init; }

    /// <summary>True where the chip has a say in which clock it will be, so that the plan could not judge its range.</summary>
    public bool ChipDecides { get; init; }

    /// <summary>The bit clock for the new core clock; null where there is none, or the plan has told all there is.</summary>
    public BitClock? Sck { get; init; }

    /// <summary>True where the rest of this run depends on that bit clock.</summary>
    public bool FusesFirst { get; init; }

    internal override StepOutcome Execute(StepContext context, CancellationToken cancel)
    {
        byte held = context.Chip.Now[Change.Fuse.Id];
        byte wanted = Change.Over(held);
        if (!AnyClock)
        {
            CheckSource(context, held, wanted);
        }

        CheckSpeed(context, held, wanted);
        return StepOutcome.Done;
    }

    /// <summary>ISP3009: the board does not have this clock, or is not said to.</summary>
    /// <param name="setting">What the recipe wrote.</param>
    /// <param name="clock">What it chooses.</param>
    /// <param name="board">What the recipe says of the board's clock; null for nothing.</param>
    /// <param name="where">Its place.</param>
    /// <param name="before">The clock that the chip has; null before it is known.</param>
    /// <param name="change">The fields that differ, old and new by name.</param>
    internal static Diagnostic Refusal(
        string setting, ClockChoice clock, BoardClock? board, SourceSpan? where, ClockChoice? before = null, string? change = null) =>
        DiagnosticCatalog.Of(
            DiagnosticCode.ClockSourceRefused,
            where,
            setting,
            ClockWords.Of(clock),
            before is null ? null : ClockWords.Of(before),
            change,
            board is null ? null : ClockWords.Of(board),
            ClockWords.Consequence(clock.Class));

    /// <summary>ISP3060: the board's crystal is not one that the oscillator is set up for; null where it is.</summary>
    internal static Diagnostic? OutOfRange(string setting, ClockChoice clock, BoardClock? board, SourceSpan? where) =>
        clock.Class is ClockClass.Crystal or ClockClass.External
        && board?.Serves(clock.Class) == true
        && (board.Hertz < clock.MinHertz || board.Hertz > clock.MaxHertz)
            ? DiagnosticCatalog.Of(
                DiagnosticCode.ClockOutOfRange, where, setting, ClockWords.Range(clock), ClockWords.Of(board))
            : null;

    private void CheckSource(StepContext context, byte held, byte wanted)
    {
        AvrPart part = context.Part;
        if (part.ClockOf(held) is not ClockChoice before || part.ClockOf(wanted) is not ClockChoice after || !part.KnowsFields)
        {
            if (((held ^ wanted) & Change.Fuse.Mask) != 0)
            {
                throw new StepRefusedException(DiagnosticCatalog.Of(
                    DiagnosticCode.ClockUnknown, Where, Setting, FuseNames.Of(Change.Fuse.Id), held, wanted, part.Name));
            }

            return;
        }

        if (before.Class != after.Class && Board?.Serves(after.Class) != true)
        {
            string change = FieldChange.List(Change.Fuse, held, wanted);
            throw new StepRefusedException(Refusal(Setting, after, Board, Where, before, change));
        }

        if (ChipDecides && OutOfRange(Setting, after, Board, Where) is Diagnostic warning)
        {
            context.Report(warning);
        }
    }

    private void CheckSpeed(StepContext context, byte held, byte wanted)
    {
        double? core = CoreSpeed.Hertz(context.Part, wanted, Board);
        if (FusesFirst)
        {
            if (CoreSpeed.TooFast(DiagnosticCode.BitClockLosesChip, Sck, core, CoreTimes.Later, Where) is Diagnostic refusal)
            {
                throw new StepRefusedException(refusal);
            }
        }
        else if (held != wanted
            && CoreSpeed.TooFast(DiagnosticCode.BitClockTooFast, Sck, core, CoreTimes.Later, Where) is Diagnostic warning)
        {
            context.Report(warning);
        }
    }
}

/// <summary>By which fuses a core runs, for messages.</summary>
internal static class CoreTimes
{
    public const string Now = "by the fuses that it holds";
    public const string Later = "once the new fuses act";
}
