using IspRecipes.Devices.Programmers;
using IspRecipes.Engine.Diagnostics;

namespace IspRecipes.Engine.Steps;

/// <summary>Brings the EEPROM to its goal. Only pages with a byte that differs are written: each wears it and takes its time.</summary>
public sealed record WriteEepromStep(string Title, EepromGoal Goal, SourceSpan? Where) : Step(Title, Where)
{
    public override string Kind => "write-eeprom";

    public override bool ChangesChip => true;

    public override long Bytes => Goal.Size;

    public override StepOutcome Execute(StepContext context, CancellationToken cancel)
    {
        byte?[] goal = Goal.Bytes(context.Chip.KeptEeprom);
        int pageSize = Goal.Region.PageSize;
        int[] pages = [.. Goal.Pages(goal)];
        if (pages.Length == 0)
        {
            return StepOutcome.Skipped;
        }

        byte[] present = Present(pages, context, cancel);
        bool changed = false;
        byte[] content = new byte[pageSize];
        for (int index = 0; index < pages.Length; index++)
        {
            cancel.ThrowIfCancellationRequested();
            Span<byte> held = present.AsSpan(pages[index], pageSize);
            for (int offset = 0; offset < pageSize; offset++)
            {
                content[offset] = goal[pages[index] + offset] ?? held[offset];
            }

            if (!held.SequenceEqual(content))
            {
                context.Chip.EepromPages[pages[index]] = [.. content];
                context.Target.WritePages(AvrMemory.Eeprom, Goal.Region.Start + (uint)pages[index], content);
                changed = true;
            }

            context.Progress((index + 1) * Bytes / pages.Length, Bytes);
        }

        return changed ? StepOutcome.Done : StepOutcome.Unchanged;
    }

    /// <summary>What the EEPROM holds now; only the stretch the goal speaks of is read, and nothing where an erase blanked it.</summary>
    private byte[] Present(int[] pages, StepContext context, CancellationToken cancel)
    {
        byte[] present = new byte[Goal.Region.Size];
        present.AsSpan().Fill(0xFF);
        if (!context.Chip.EepromBlank)
        {
            int length = pages[^1] + Goal.Region.PageSize - pages[0];
            context.Target.ReadTwice(AvrMemory.Eeprom, Goal.Region.Start + (uint)pages[0], length, cancel: cancel)
                .CopyTo(present, pages[0]);
        }

        return present;
    }
}
