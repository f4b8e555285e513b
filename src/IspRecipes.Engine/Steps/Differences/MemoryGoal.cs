using IspRecipes.Devices.Images;
using IspRecipes.Devices.Programmers;

namespace IspRecipes.Engine.Steps.Differences;

/// <summary>What a run would leave in a memory. All of it is pure: who reads the chip hands over what it held.</summary>
/// <param name="Memory">Flash or EEPROM.</param>
/// <param name="Region">The memory in this part.</param>
/// <param name="Wanted">What the recipe names, byte by byte of the region; null for a byte that it does not.</param>
/// <param name="Rest">What becomes of the bytes that it does not name.</param>
internal sealed record MemoryGoal(AvrMemory Memory, MemoryRegion Region, byte?[] Wanted, RestOfMemory Rest)
{
    /// <summary>A gap that costs less to read than another turn on the wire.</summary>
    private const int ShortGap = 256;

    /// <summary>What the pages of an image name.</summary>
    public static byte?[] Named(MemoryRegion region, IEnumerable<Page> pages)
    {
        byte?[] wanted = new byte?[region.Size];
        foreach (Page page in pages)
        {
            foreach (ByteRun run in page.Covered)
            {
                for (int index = run.Start; index < run.Start + run.Length; index++)
                {
                    wanted[page.Address - region.Start + (uint)index] = page.Bytes.Span[index];
                }
            }
        }

        return wanted;
    }

    /// <summary>The stretches to read, whole pages from an address on, in ascending order.</summary>
    /// <param name="withRest">True where what the chip erase takes is to be told too: then that is all of the memory.</param>
    public IReadOnlyList<(uint Address, int Length)> Stretches(bool withRest)
    {
        if (withRest && Rest == RestOfMemory.Erased)
        {
            return [(Region.Start, (int)Region.Size)];
        }

        int page = Region.PageSize;
        return
        [
            .. from stretch in Runs(Wanted.Length, Math.Max(ShortGap, page), index => Wanted[index] is not null)
               let first = stretch.First / page * page
               select (Region.Start + (uint)first, Math.Min((stretch.Last / page * page) + page, Wanted.Length) - first),
        ];
    }

    /// <summary>True where a byte in a stretch is not what it shall be.</summary>
    /// <param name="held">The memory as read; 0xFF where it was not.</param>
    /// <param name="withRest">True where bytes that the recipe does not name shall be blank.</param>
    public bool DiffersIn(uint address, int length, ReadOnlySpan<byte> held, bool withRest)
    {
        for (int index = (int)(address - Region.Start); length > 0; index++, length--)
        {
            if (held[index] != (Wanted[index] ?? (withRest && Rest == RestOfMemory.Erased ? (byte)0xFF : held[index])))
            {
                return true;
            }
        }

        return false;
    }

    /// <param name="held">The memory as read; 0xFF where it was not.</param>
    public MemoryDifference Compare(byte[] held) => new(
        Memory,
        Rest,
        [.. Runs(held.Length, Region.PageSize, index => Wanted[index] is not null).Select(run => Changed(run, held)).OfType<RangeDifference>()],
        Rest == RestOfMemory.Erased
            ? [.. Runs(held.Length, Region.PageSize, index => Wanted[index] is null && held[index] != 0xFF).Select(run => Lost(run, held))]
            : []);

    /// <summary>Null where the chip holds all of it.</summary>
    private RangeDifference? Changed((int First, int Last) run, byte[] held)
    {
        int[] named = [.. Indices(run).Where(index => Wanted[index] is not null)];
        int[] differing = [.. named.Where(index => Wanted[index] != held[index])];
        RangeChange change = named.All(index => held[index] == 0xFF) ? RangeChange.Written
            : named.All(index => Wanted[index] == 0xFF) ? RangeChange.Erased
            : RangeChange.Differs;
        return differing.Length == 0 ? null : Difference(run, named.Length, change, differing);
    }

    private RangeDifference Lost((int First, int Last) run, byte[] held)
    {
        int[] lost = [.. Indices(run).Where(index => Wanted[index] is null && held[index] != 0xFF)];
        return Difference(run, lost.Length, RangeChange.Lost, lost);
    }

    private RangeDifference Difference((int First, int Last) run, int bytes, RangeChange change, int[] differing) => new(
        At(run.First), At(run.Last), bytes, change, differing.Length, At(differing[0]), At(differing[^1]));

    private uint At(int index) => Region.Start + (uint)index;

    private static IEnumerable<int> Indices((int First, int Last) run) => Enumerable.Range(run.First, run.Last - run.First + 1);

    /// <summary>First and last index of the bytes that count, as one run where fewer than <paramref name="gap"/> between them do not.</summary>
    private static IEnumerable<(int First, int Last)> Runs(int length, int gap, Func<int, bool> counts)
    {
        int first = -1, last = -1;
        for (int index = 0; index < length; index++)
        {
            if (!counts(index))
            {
                continue;
            }

            if (first >= 0 && index - last > gap)
            {
                yield return (first, last);
                first = index;
            }

            first = first < 0 ? index : first;
            last = index;
        }

        if (first >= 0)
        {
            yield return (first, last);
        }
    }
}

/// <summary>What becomes of the bytes of a memory that a recipe does not name.</summary>
public enum RestOfMemory
{
    /// <summary>They stay, since nothing erases them.</summary>
    Untouched,

    /// <summary>The chip erase takes them.</summary>
    Erased,

    /// <summary>EESAVE spares them from the chip erase.</summary>
    Spared,

    /// <summary>They are read before the chip erase and written back.</summary>
    Kept,
}
