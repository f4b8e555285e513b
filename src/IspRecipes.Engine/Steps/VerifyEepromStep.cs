using IspRecipes.Devices.Programmers;
using IspRecipes.Engine.Diagnostics;

namespace IspRecipes.Engine.Steps;

/// <summary>Reads the EEPROM back and compares every byte that the recipe writes or keeps.</summary>
public sealed record VerifyEepromStep(EepromGoal Goal, SourceSpan? Where) : Step("Verify EEPROM", Where)
{
    public override string Kind => "verify-eeprom";

    public override long Bytes => Goal.Size;

    public override StepOutcome Execute(StepContext context, CancellationToken cancel)
    {
        // A line that garbled a command may have written elsewhere: all that was erased must still be blank.
        EepromGoal goal = context.Target.Repeats > 0 && context.Chip.EepromBlank ? Goal with { Blank = true } : Goal;
        long done = 0;
        foreach ((int offset, byte[] expected) in EepromGoal.Runs(goal.Bytes(context.Chip.KeptEeprom)))
        {
            long before = done;
            context.Verify(
                AvrMemory.Eeprom,
                Goal.Region.Start + (uint)offset,
                expected,
                Goal.Image,
                read => context.Progress(before + read, Bytes),
                cancel);
            done += expected.Length;
        }

        context.Chip.EepromAtRisk = false;
        return done == 0 ? StepOutcome.Skipped : StepOutcome.Done;
    }
}
