using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;

namespace IspRecipes.Engine.Steps.Stm32;

/// <summary>Refuses what read protection forbids or would turn into a loss, before anything is changed.</summary>
/// <param name="Read">What reads flash; null for nothing.</param>
/// <param name="Change">The first thing that only an unprotected chip lets be done; null for nothing.</param>
/// <param name="Unlocks">True where the recipe has protection lifted if it is on.</param>
internal sealed record CheckReadProtectionStep(Need? Read, Need? Change, bool Unlocks) : Step("Check read protection", null)
{
    public override string Kind => "check-read-protection";

    public override StepStage Stage => StepStage.Look;

    internal override StepOutcome Execute(StepContext context, CancellationToken cancel)
    {
        Stm32State chip = context.Stm32;
        if (chip.ReadProtectionLevel == 0)
        {
            return StepOutcome.Done;
        }

        if (Read is not null)
        {
            throw Refusal(DiagnosticCode.ProtectedFromReading, Read, chip.ReadProtectionLevel, Read.Verb);
        }

        if (Change is not null && !Unlocks)
        {
            throw Refusal(DiagnosticCode.UnlockNeeded, Change, chip.ReadProtectionLevel, Change.Verb, Kibibytes(chip.Part!));
        }

        return StepOutcome.Done;
    }

    internal static long Kibibytes(Stm32Part part) => part.Flash.Size / 1024;

    private static StepRefusedException Refusal(DiagnosticCode code, Need need, params object[] facts) =>
        new(DiagnosticCatalog.Of(code, need.Where, facts));
}
