using IspRecipes.Devices;
using IspRecipes.Devices.Parts;

namespace IspRecipes.Engine.Steps;

/// <summary>
/// Reads all fuses and lock bits once more, those that the recipe leaves alone too, while a fuse can still be put back:
/// before lock bits forbid it, and before RESET is released and it acts.
/// </summary>
/// <param name="Title">Before what.</param>
internal sealed record CheckFusesStep(string Title = "Check fuses before they are locked") : Step(Title, null)
{
    public override string Kind => "check-fuses";

    public override bool IsLastLeg => true;

    /// <summary>Verified once more where the line repeated itself after the first time, before lock bits may forbid reading.</summary>
    public VerifyFlashStep? Flash { get; init; }

    /// <summary>The same for the EEPROM.</summary>
    public VerifyEepromStep? Eeprom { get; init; }

    internal override StepOutcome Execute(StepContext context, CancellationToken cancel)
    {
        Check(context);
        CheckAgainStep.VerifiedSinceRepeat(context, Flash, Eeprom, cancel);
        return StepOutcome.Done;
    }

    /// <summary>Puts every fuse back that is not what it should be; lock bits stay where they fell.</summary>
    /// <exception cref="TargetException">The first of them (ISP6007, ISP6008).</exception>
    internal static void Check(StepContext context)
    {
        Dictionary<FuseId, byte> expected = new(context.Chip.Now);
        IReadOnlyDictionary<FuseId, byte> found = context.Target.ReadFuses();
        context.Chip.Learn(found);
        TargetException? first = null;
        foreach ((FuseId id, byte value) in found.Where(fuse => fuse.Value != expected[fuse.Key]))
        {
            TargetException mismatch = Repair(id, expected[id], value, context);
            first ??= mismatch;
        }

        if (first is not null)
        {
            throw first;
        }
    }

    private static TargetException Repair(FuseId id, byte expected, byte found, StepContext context)
    {
        if (id == FuseId.Lock)
        {
            return new TargetException(FaultCode.LockMismatch, expected, found) { Expected = expected, Found = found };
        }

        try
        {
            byte now = context.Target.WriteFuse(id, expected);
            context.Chip.Learn(id, now);
            return new TargetException(FaultCode.FuseMismatch, id, expected, found, now)
            {
                Expected = expected,
                Found = found,
            };
        }
        catch (TargetException stillWrong)
        {
            return stillWrong;
        }
    }
}
