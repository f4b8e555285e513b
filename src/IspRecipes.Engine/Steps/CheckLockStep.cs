using IspRecipes.Devices;
using IspRecipes.Devices.Parts;
using IspRecipes.Devices.Targets;
using IspRecipes.Engine.Diagnostics;

namespace IspRecipes.Engine.Steps;

/// <summary>Refuses what the chip's lock bits forbid or would turn into junk, before anything is changed.</summary>
/// <param name="Needs">What the plan does to the chip.</param>
internal sealed record CheckLockStep(LockNeeds Needs) : Step("Check lock bits", null)
{
    public override string Kind => "check-lock";

    public override StepStage Stage => StepStage.Look;

    internal override StepOutcome Execute(StepContext context, CancellationToken cancel)
    {
        byte held = context.Chip.Now[FuseId.Lock];
        if (Needs.Read is Need read
            && ReadProtection.IsOn(context.Part, held)
            && !(read.OnlyWithoutEesave && context.Chip.EepromSurvivesErase(context.Part)))
        {
            throw Refusal(FaultCode.ReadProtected, read.Where, held, read.Verb);
        }

        bool forbidsWriting = ReadProtection.ForbidsWriting(context.Part, held);
        bool forbidsFuses = forbidsWriting
            && Needs.Fuses.Any(change => !change.IsHeldBy(context.Chip.Now[change.Fuse.Id]));
        if (forbidsFuses && Needs.FusesFirst)
        {
            throw Refusal(FaultCode.LockForbidsFusesFirst, Needs.FusesWhere, held);
        }

        if (Needs.Erases)
        {
            return StepOutcome.Done;
        }

        if (Needs.Write is Need write && forbidsWriting)
        {
            throw Refusal(FaultCode.LockForbids, write.Where, write.Verb, held);
        }

        if (forbidsFuses)
        {
            throw Refusal(FaultCode.LockForbids, Needs.FusesWhere, "writing fuses", held);
        }

        if (Needs.Lock is FuseChange change && (~held & change.Value & change.Mask) != 0)
        {
            throw Refusal(FaultCode.LockForbids, Needs.LockWhere, $"the lock byte {change}", held);
        }

        return StepOutcome.Done;
    }

    private static StepRefusedException Refusal(FaultCode code, SourceSpan? where, params object[] facts) =>
        new(DiagnosticCatalog.Of(new Fault(code, facts), where));
}

/// <summary>What a plan needs of a chip that may be locked.</summary>
/// <param name="Erases">A chip erase comes first; it raises all lock bits.</param>
/// <param name="Read">The first thing that is read before a chip erase.</param>
/// <param name="Write">The first memory that is written without one.</param>
/// <param name="Lock">The lock bits to be written.</param>
internal sealed record LockNeeds(bool Erases, Need? Read, Need? Write, FuseChange? Lock, SourceSpan? LockWhere)
{
    /// <summary>The fuses to be written; those that the chip holds already need nothing.</summary>
    public IReadOnlyList<FuseChange> Fuses { get; init; } = [];

    /// <summary>True where they are written before a chip erase could raise the lock bits.</summary>
    public bool FusesFirst { get; init; }

    /// <summary>The line that asks for them, or for them so early.</summary>
    public SourceSpan? FusesWhere { get; init; }
}

/// <param name="Verb">For the message: <c>read flash</c>.</param>
/// <param name="Where">The line that asks for it.</param>
/// <param name="OnlyWithoutEesave">True for what a chip with EESAVE programmed makes needless.</param>
internal sealed record Need(string Verb, SourceSpan? Where, bool OnlyWithoutEesave = false);
