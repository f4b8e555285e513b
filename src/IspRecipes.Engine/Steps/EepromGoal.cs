using IspRecipes.Devices.Images;

namespace IspRecipes.Engine.Steps;

/// <summary>What the EEPROM shall hold after a run.</summary>
/// <param name="Image">What the recipe writes; null for nothing.</param>
/// <param name="Blank">True where the recipe wants all the rest erased, whatever EESAVE spares.</param>
/// <param name="Region">The part's EEPROM.</param>
internal sealed record EepromGoal(MemoryImage? Image, bool Blank, MemoryRegion Region)
{
    /// <summary>The EEPROM byte by byte; null where it does not matter.</summary>
    /// <param name="kept">The content to be kept beneath the image; null where nothing is to be written back.</param>
    public byte?[] Bytes(byte[]? kept)
    {
        byte?[] goal = new byte?[Region.Size];
        for (int index = 0; index < goal.Length; index++)
        {
            goal[index] = Image is not null && Image.TryGet(Region.Start + (uint)index, out byte wanted) ? wanted
                : kept is not null ? kept[index]
                : Blank ? (byte)0xFF
                : null;
        }

        return goal;
    }

    /// <summary>Bytes that the recipe speaks of, at most.</summary>
    public long Size => Image is null ? Region.Size : Image.ByteCount;

    /// <summary>Offsets of the pages with a byte that matters, ascending.</summary>
    public IEnumerable<int> Pages(byte?[] goal)
    {
        for (int offset = 0; offset < goal.Length; offset += Region.PageSize)
        {
            if (Array.FindIndex(goal, offset, Region.PageSize, value => value is not null) >= 0)
            {
                yield return offset;
            }
        }
    }

    /// <summary>The bytes that matter, in runs without a gap.</summary>
    public static IEnumerable<(int Offset, byte[] Bytes)> Runs(byte?[] goal)
    {
        for (int start = 0, end; start < goal.Length; start = end)
        {
            end = start + 1;
            if (goal[start] is null)
            {
                continue;
            }

            while (end < goal.Length && goal[end] is not null)
            {
                end++;
            }

            yield return (start, [.. goal[start..end].Select(value => value!.Value)]);
        }
    }
}
