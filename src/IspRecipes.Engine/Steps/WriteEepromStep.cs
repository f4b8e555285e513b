using IspRecipes.Devices.Programmers;
using IspRecipes.Devices.Targets;
using IspRecipes.Engine.Diagnostics;

namespace IspRecipes.Engine.Steps;

/// <summary>Brings the EEPROM to its goal. Only pages with a byte that differs are written: each wears it and takes its time.</summary>
internal sealed record WriteEepromStep(string Title, EepromGoal Goal, SourceSpan? Where) : Step(Title, Where)
{
    public override string Kind => "write-eeprom";

    public override bool ChangesChip => true;

    public override long Bytes => Goal.Size;

    internal override StepOutcome Execute(StepContext context, CancellationToken cancel)
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
            ReadOnlySpan<byte> held = present.AsSpan(pages[index], pageSize);
            for (int offset = 0; offset < pageSize; offset++)
            {
                content[offset] = goal[pages[index] + offset] ?? held[offset];
            }

            if (!held.SequenceEqual(content))
            {
                context.Chip.EepromPages[pages[index]] = [.. content];
                WriteDiffering(context.Target, Goal.Region.Start + (uint)pages[index], held, content);
                context.Progress((index + 1) * Bytes / pages.Length, Bytes);
                changed = true;
            }
        }

        return changed ? StepOutcome.Done : StepOutcome.Unchanged;
    }

    /// <summary>Writes a page, or of it only the runs that differ where bytes are written one by one.</summary>
    private static void WriteDiffering(AvrTarget target, uint address, ReadOnlySpan<byte> held, ReadOnlySpan<byte> content)
    {
        int unit = target.EepromUnit;
        for (int start = 0, end; start < content.Length; start = end)
        {
            end = start + unit;
            if (held[start..end].SequenceEqual(content[start..end]))
            {
                continue;
            }

            while (end < content.Length && !held.Slice(end, unit).SequenceEqual(content.Slice(end, unit)))
            {
                end += unit;
            }

            target.WritePages(AvrMemory.Eeprom, address + (uint)start, content[start..end]);
        }
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
