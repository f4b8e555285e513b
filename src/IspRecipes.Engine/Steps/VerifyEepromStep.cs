using IspRecipes.Devices.Programmers;
using IspRecipes.Engine.Diagnostics;

namespace IspRecipes.Engine.Steps;

/// <summary>Reads the EEPROM back and compares every byte that the recipe writes or keeps.</summary>
public sealed record VerifyEepromStep(EepromGoal Goal, SourceSpan? Where) : Step("Verify EEPROM", Where)
{
    public override string Kind => "verify-eeprom";

    public override long Bytes => Goal.Image?.ByteCount ?? Goal.Region.Size;

    public override StepOutcome Execute(StepContext context, CancellationToken cancel)
    {
        byte?[] goal = Goal.Bytes(context.Chip.KeptEeprom);
        int first = Array.FindIndex(goal, value => value is not null);
        if (first < 0)
        {
            return StepOutcome.Skipped;
        }

        int length = Array.FindLastIndex(goal, value => value is not null) - first + 1;
        uint address = Goal.Region.Start + (uint)first;
        byte[] found = context.Read(AvrMemory.Eeprom, address, length, cancel);
        byte[] expected = [.. Enumerable.Range(0, length).Select(index => goal[first + index] ?? found[index])];
        Comparison.Hold(AvrMemory.Eeprom, address, expected, found, Goal.Image);
        context.Chip.EepromDone = true;
        return StepOutcome.Done;
    }
}
