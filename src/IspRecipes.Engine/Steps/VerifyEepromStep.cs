using IspRecipes.Devices.Programmers;
using IspRecipes.Engine.Diagnostics;

namespace IspRecipes.Engine.Steps;

/// <summary>Reads the EEPROM back and compares every byte that the recipe writes or keeps, and those beside them in a page.</summary>
internal sealed record VerifyEepromStep(EepromGoal Goal, SourceSpan? Where) : Step("Verify EEPROM", Where)
{
    public override string Kind => "verify-eeprom";

    public override long Bytes => Goal.Size;

    internal override StepOutcome Execute(StepContext context, CancellationToken cancel)
    {
        // A line that garbled a command may have written elsewhere: all that was erased must still be blank.
        int repeats = context.Target.Repeats;
        EepromGoal goal = repeats > 0 && context.Chip.EepromBlank ? Goal with { Blank = true } : Goal;
        long done = 0;
        foreach ((int offset, byte[] expected) in EepromGoal.Runs(Expected(goal, context.Chip)))
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
        context.Chip.RepeatsWhenVerified ??= repeats;
        return done == 0 ? StepOutcome.Skipped : StepOutcome.Done;
    }

    /// <summary>The goal, and what else stands in the pages that were written for it.</summary>
    private static byte?[] Expected(EepromGoal goal, ChipState chip)
    {
        byte?[] expected = goal.Bytes(chip.KeptEeprom);
        foreach ((int offset, byte[] page) in chip.EepromPages)
        {
            for (int index = 0; index < page.Length; index++)
            {
                expected[offset + index] ??= page[index];
            }
        }

        return expected;
    }
}
