namespace IspRecipes.Devices.Images;

/// <summary>Bytes at addresses, with gaps, each byte knowing the file and line it came from. Immutable.</summary>
public sealed class MemoryImage
{
    /// <summary>Addresses are 32 bits wide; one past the last of them.</summary>
    internal const long AddressSpace = 1L << 32;

    private readonly ImageSegment[] _segments;

    /// <param name="ordered">Segments in ascending order that do not overlap.</param>
    internal MemoryImage(IEnumerable<ImageSegment> ordered) => _segments = Coalesce(ordered);

    /// <summary>Bytes from one source at one address.</summary>
    public MemoryImage(uint address, ReadOnlyMemory<byte> bytes, ImageSource source)
        : this(bytes.IsEmpty ? [] : [new ImageSegment(address, bytes, source)])
    {
    }

    public static MemoryImage Empty { get; } = new([]);

    /// <summary>In ascending order, without overlaps; neighbours that touch come from different sources.</summary>
    public IReadOnlyList<ImageSegment> Segments => _segments;

    public bool IsEmpty => _segments.Length == 0;

    /// <summary>How many bytes it has, gaps not counted.</summary>
    public long ByteCount => _segments.Sum(segment => (long)segment.Bytes.Length);

    /// <summary>First byte address; 0 for an empty image.</summary>
    public uint Start => IsEmpty ? 0 : _segments[0].Address;

    /// <summary>One past the last byte address; 0 for an empty image.</summary>
    public long End => IsEmpty ? 0 : _segments[^1].End;

    public bool TryGet(uint address, out byte value)
    {
        int index = IndexOf(address);
        value = index < 0 ? (byte)0 : _segments[index].Bytes.Span[(int)(address - _segments[index].Address)];
        return index >= 0;
    }

    /// <summary>Four bytes, the lowest first; null where the image has not all of them.</summary>
    public uint? Word(uint address)
    {
        uint word = 0;
        for (int index = 0; index < sizeof(uint); index++)
        {
            if (!TryGet(address + (uint)index, out byte value))
            {
                return null;
            }

            word |= (uint)value << (8 * index);
        }

        return word;
    }

    /// <summary>File and line of the byte at <paramref name="address"/>; null where the image has none.</summary>
    public FilePlace? PlaceOf(uint address)
    {
        int index = IndexOf(address);
        return index < 0 ? null : _segments[index].PlaceOf(address);
    }

    /// <summary>What lies from <paramref name="start"/> to the exclusive <paramref name="end"/>.</summary>
    public MemoryImage Clip(long start, long end) => new(
        from segment in _segments
        let first = Math.Max(segment.Address, start)
        let past = Math.Min(segment.End, end)
        where first < past
        select segment.Slice(first, past));

    public MemoryImage Clip(MemoryRegion region) => Clip(region.Start, PastEnd(region));

    /// <summary>What came from sources such as these.</summary>
    public MemoryImage From(Func<ImageSource, bool> isOne) => new(_segments.Where(segment => isOne(segment.Source)));

    /// <summary>The image moved by <paramref name="bytes"/>, or a fault where that leaves the 32-bit address space.</summary>
    public ImageResult Offset(long bytes)
    {
        if (!IsEmpty && (bytes < -(long)Start || bytes > AddressSpace - End))
        {
            return new ImageResult(
                ImageFaults.OffsetOutOfRange(_segments[0].PlaceOf(Start), bytes, Start, (uint)(End - 1)));
        }

        return new ImageResult(new MemoryImage(_segments.Select(
            segment => segment with { Address = (uint)(segment.Address + bytes), Moved = segment.Moved + bytes })));
    }

    /// <summary>The image with <paramref name="value"/> in its gaps from <paramref name="start"/> to the exclusive <paramref name="end"/>.</summary>
    public MemoryImage Fill(uint start, long end, byte value)
    {
        byte[] fill = new byte[Math.Max(end - start, 0)];
        fill.AsSpan().Fill(value);
        return ImageMerge.Beneath(new MemoryImage(start, fill, new ImageSource("fill")), this);
    }

    public MemoryImage Fill(MemoryRegion region, byte value) =>
        Fill(region.Start, PastEnd(region), value);

    /// <summary>One image of several; see <see cref="ImageMerge"/>.</summary>
    public static ImageResult Merge(IEnumerable<MemoryImage> inputs, OverlapWinner winner = OverlapWinner.None) =>
        ImageMerge.Merge(inputs, winner);

    /// <summary>One fault (ISP7014) for each file that has bytes outside <paramref name="region"/>.</summary>
    /// <param name="part">Whose memory it is, for the message; null for nobody's.</param>
    public IReadOnlyList<Fault> FindBeyond(MemoryRegion region, string? part = null)
    {
        ImageSegment[] outside =
            [.. Clip(0, region.Start)._segments, .. Clip(PastEnd(region), AddressSpace)._segments];
        return
        [
            .. from segment in outside
               group segment by segment.Source into file
               let first = file.First()
               select ImageFaults.BeyondMemory(first.PlaceOf(first.Address), first.Address, region, part),
        ];
    }

    /// <summary>
    /// The pages of <paramref name="region"/> that the image has bytes in, ascending. Bytes outside the region are left
    /// out: <see cref="FindBeyond"/> comes first.
    /// </summary>
    public IEnumerable<Page> Paginate(MemoryRegion region) => ImagePages.Paginate(this, region);

    private static long PastEnd(MemoryRegion region) => region.Start + (long)region.Size;

    private int IndexOf(uint address)
    {
        int low = 0;
        int high = _segments.Length - 1;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            if (address < _segments[middle].Address)
            {
                high = middle - 1;
            }
            else if (address >= _segments[middle].End)
            {
                low = middle + 1;
            }
            else
            {
                return middle;
            }
        }

        return -1;
    }

    /// <summary>Joins neighbours that touch and come from one source, so that a file of 16-byte records is one segment.</summary>
    private static ImageSegment[] Coalesce(IEnumerable<ImageSegment> ordered)
    {
        List<ImageSegment> joined = [];
        List<ImageSegment> run = [];
        foreach (ImageSegment segment in ordered)
        {
            if (run.Count > 0 && !segment.Continues(run[^1]))
            {
                joined.Add(Join(run));
                run.Clear();
            }

            run.Add(segment);
        }

        return run.Count == 0 ? [] : [.. joined, Join(run)];
    }

    private static ImageSegment Join(List<ImageSegment> run)
    {
        if (run.Count == 1)
        {
            return run[0];
        }

        byte[] bytes = new byte[run[^1].End - run[0].Address];
        foreach (ImageSegment segment in run)
        {
            segment.Bytes.CopyTo(bytes.AsMemory((int)(segment.Address - run[0].Address)));
        }

        return run[0] with { Bytes = bytes };
    }
}
