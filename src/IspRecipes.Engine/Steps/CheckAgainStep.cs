using IspRecipes.Devices.Parts;
using IspRecipes.Devices.Targets;
using IspRecipes.Engine.Diagnostics;

namespace IspRecipes.Engine.Steps;

/// <summary>
/// The last look before RESET is released: fuses and lock bits are what they should be. Neither the serial line nor SPI
/// has a checksum, and one wrong bit makes another instruction of one, a chip erase of a fuse write.
/// </summary>
/// <param name="Flash">Verified once more where the line repeated itself after the first time; null for no verifying.</param>
/// <param name="Eeprom">The same for the EEPROM.</param>
internal sealed record CheckAgainStep(VerifyFlashStep? Flash, VerifyEepromStep? Eeprom)
    : Step("Check fuses and lock bits once more", null)
{
    public override string Kind => "check-again";

    public override bool IsLastLeg => true;

    internal override StepOutcome Execute(StepContext context, CancellationToken cancel)
    {
        CheckFusesStep.Check(context);
        ChipState chip = context.Chip;
        int repeats = context.Target.Repeats;
        bool verified = VerifiedSinceRepeat(context, Flash, Eeprom, cancel);
        bool unseen = !verified || Flash is null || !chip.Erased || (Eeprom is null && !chip.EepromBlank);
        if (repeats > 0 && unseen)
        {
            context.Report(DiagnosticCatalog.Of(DiagnosticCode.LineRepeated, null, repeats));
        }

        return StepOutcome.Done;
    }

    /// <summary>Verifies once more what was verified before the line repeated itself.</summary>
    /// <returns>False where that is needed, and lock bits let nobody read any more.</returns>
    internal static bool VerifiedSinceRepeat(
        StepContext context, VerifyFlashStep? flash, VerifyEepromStep? eeprom, CancellationToken cancel)
    {
        int repeats = context.Target.Repeats;
        if (!(repeats > context.Chip.RepeatsWhenVerified))
        {
            return true;
        }

        if (ReadProtection.IsOn(context.Part, context.Chip.Now[FuseId.Lock]))
        {
            return false;
        }

        flash?.Execute(context, cancel);
        eeprom?.Execute(context, cancel);
        context.Chip.RepeatsWhenVerified = repeats;
        return true;
    }
}
