namespace IspRecipes.Devices.Images;

/// <summary>Whose byte counts where two images have different ones at an address.</summary>
public enum OverlapWinner
{
    /// <summary>Nobody's: it is a fault (ISP7015).</summary>
    None,
    First,
    Last,
}

/// <summary>Lays images over each other.</summary>
internal static class ImageMerge
{
    /// <summary>
    /// One image of several. Equal bytes at an address are no overlap; different ones are decided by
    /// <paramref name="winner"/> or give one fault for each pair of files, placed in the later of the two.
    /// </summary>
    public static ImageResult Merge(IEnumerable<MemoryImage> inputs, OverlapWinner winner)
    {
        MemoryImage merged = MemoryImage.Empty;
        List<Fault> faults = [];
        foreach (MemoryImage input in inputs)
        {
            if (winner == OverlapWinner.None)
            {
                faults.AddRange(FindConflicts(merged, input));
            }

            merged = winner == OverlapWinner.Last ? Beneath(merged, input) : Beneath(input, merged);
        }

        return faults.Count > 0 ? new ImageResult(faults) : new ImageResult(merged);
    }

    /// <summary>All of <paramref name="above"/>, and of <paramref name="below"/> what that leaves free.</summary>
    public static MemoryImage Beneath(MemoryImage below, MemoryImage above) =>
        new(above.Segments.Concat(Uncovered(below, above)).OrderBy(segment => segment.Address));

    private static IEnumerable<ImageSegment> Uncovered(MemoryImage below, MemoryImage above)
    {
        int next = 0;
        foreach (ImageSegment segment in below.Segments)
        {
            while (next < above.Segments.Count && above.Segments[next].End <= segment.Address)
            {
                next++;
            }

            long free = segment.Address;
            for (int index = next; index < above.Segments.Count && above.Segments[index].Address < segment.End; index++)
            {
                if (free < above.Segments[index].Address)
                {
                    yield return segment.Slice(free, above.Segments[index].Address);
                }

                free = above.Segments[index].End;
            }

            if (free < segment.End)
            {
                yield return segment.Slice(free, segment.End);
            }
        }
    }

    private static IEnumerable<Fault> FindConflicts(MemoryImage earlier, MemoryImage later) =>
        from conflict in FindShared(earlier, later)
        where conflict.Bytes > 0
        group conflict by conflict.Files into files
        let first = files.First()
        select ImageFaults.Overlap(
            first.Earlier.PlaceOf(first.First),
            first.Later.PlaceOf(first.First),
            first.First,
            files.Last().Last,
            files.Sum(conflict => conflict.Bytes));

    /// <summary>The stretches both images have, ascending.</summary>
    private static IEnumerable<Shared> FindShared(MemoryImage earlier, MemoryImage later)
    {
        int one = 0;
        int other = 0;
        while (one < earlier.Segments.Count && other < later.Segments.Count)
        {
            ImageSegment a = earlier.Segments[one];
            ImageSegment b = later.Segments[other];
            long start = Math.Max(a.Address, b.Address);
            long end = Math.Min(a.End, b.End);
            if (start < end)
            {
                yield return new Shared(a.Slice(start, end), b.Slice(start, end));
            }

            if (a.End <= b.End)
            {
                one++;
            }
            else
            {
                other++;
            }
        }
    }

    private sealed record FilePair(ImageSource Earlier, ImageSource Later);

    /// <summary>The same addresses in two images, and how they differ there.</summary>
    private sealed class Shared
    {
        public Shared(ImageSegment earlier, ImageSegment later)
        {
            Earlier = earlier;
            Later = later;
            ReadOnlySpan<byte> a = earlier.Bytes.Span;
            ReadOnlySpan<byte> b = later.Bytes.Span;
            for (int index = a.CommonPrefixLength(b); index < a.Length; index++)
            {
                if (a[index] != b[index])
                {
                    Last = earlier.Address + (uint)index;
                    First = Bytes == 0 ? Last : First;
                    Bytes++;
                }
            }
        }

        public ImageSegment Earlier { get; }

        public ImageSegment Later { get; }

        public FilePair Files => new(Earlier.Source, Later.Source);

        /// <summary>First address where they differ.</summary>
        public uint First { get; }

        /// <summary>Last address where they differ.</summary>
        public uint Last { get; }

        /// <summary>How many bytes differ.</summary>
        public long Bytes { get; }
    }
}
