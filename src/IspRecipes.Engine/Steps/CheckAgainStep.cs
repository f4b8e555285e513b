using IspRecipes.Devices;
using IspRecipes.Devices.Parts;
using IspRecipes.Devices.Targets;

namespace IspRecipes.Engine.Steps;

/// <summary>
/// The last look before RESET is released: fuses and lock bits are what they should be, those that the recipe leaves
/// alone too. Neither the serial line nor SPI has a checksum, and one wrong bit makes another instruction of one.
/// </summary>
/// <param name="Flash">Verified once more where the line repeated itself after the first time; null for no verifying.</param>
public sealed record CheckAgainStep(VerifyFlashStep? Flash) : Step("Check fuses and lock bits once more", null)
{
    public override string Kind => "check-again";

    public override bool IsLastLeg => true;

    public override StepOutcome Execute(StepContext context, CancellationToken cancel)
    {
        IReadOnlyDictionary<FuseId, byte> found = context.Target.ReadFuses();
        Dictionary<FuseId, byte> expected = new(context.Chip.Now);
        context.Chip.Learn(found);
        foreach ((FuseId id, byte value) in found)
        {
            if (value != expected[id])
            {
                throw Mismatch(id, expected[id], value, context);
            }
        }

        if (context.Target.Repeats > context.Chip.RepeatsWhenVerified
            && !ReadProtection.IsOn(context.Part, found[FuseId.Lock]))
        {
            Flash?.Execute(context, cancel);
        }

        return StepOutcome.Done;
    }

    /// <summary>Puts a fuse back before it acts; lock bits stay where they fell.</summary>
    private static TargetException Mismatch(FuseId id, byte expected, byte found, StepContext context)
    {
        if (id == FuseId.Lock)
        {
            return new TargetException(FaultCode.LockMismatch, expected, found) { Expected = expected, Found = found };
        }

        byte now = context.Target.WriteFuse(id, expected);
        context.Chip.Learn(id, now);
        return new TargetException(FaultCode.FuseMismatch, id, expected, found, now) { Expected = expected, Found = found };
    }
}
