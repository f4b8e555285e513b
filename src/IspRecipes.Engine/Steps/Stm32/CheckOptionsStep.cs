using IspRecipes.Devices;
using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;

namespace IspRecipes.Engine.Steps.Stm32;

/// <summary>Resets the chip, which loads new option bytes, and reads those that act now.</summary>
internal sealed record CheckOptionsStep() : Step("Reset, and check option bytes", null)
{
    public override string Kind => "check-options";

    public override bool IsLastLeg => true;

    /// <returns>Skipped where none were written.</returns>
    internal override StepOutcome Execute(StepContext context, CancellationToken cancel)
    {
        Stm32State chip = context.Stm32;
        if (chip.Pending is not OptionBytes written)
        {
            return StepOutcome.Skipped;
        }

        context.Stm32Target.ResetAndHalt();
        chip.Learn(context.Stm32Target.ReadOptions(), context.Stm32Target.ReadProtectionLevel);
        Compare(chip, written);
        chip.Pending = null;
        if (chip.ReadProtectionLevel > 0)
        {
            context.Report(DiagnosticCatalog.Of(DiagnosticCode.PowerCycleToRun, null));
        }

        return StepOutcome.Done;
    }

    /// <exception cref="TargetException">ISP6041, with the first byte that differs.</exception>
    internal static void Compare(Stm32State chip, OptionBytes written)
    {
        if (OptionChange.Between(chip.Part!.Family, written, chip.Now!) is [OptionChange first, ..])
        {
            throw new TargetException(FaultCode.OptionMismatch, first.Byte, written[first.Byte], chip.Now![first.Byte]);
        }
    }
}
