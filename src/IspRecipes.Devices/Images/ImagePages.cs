namespace IspRecipes.Devices.Images;

/// <summary>Cuts an image into the pages of a memory.</summary>
internal static class ImagePages
{
    public static IEnumerable<Page> Paginate(MemoryImage image, MemoryRegion region)
    {
        IReadOnlyList<ImageSegment> segments = image.Clip(region).Segments;
        int next = 0;
        while (next < segments.Count)
        {
            long offset = segments[next].Address - (long)region.Start;
            long start = segments[next].Address - offset % region.PageSize;
            for (; next < segments.Count && PageHolds(segments[next].Address, start); start += region.PageSize)
            {
                yield return Cut(segments, next, (uint)start, region.PageSize);
                while (next < segments.Count && segments[next].End <= start + region.PageSize)
                {
                    next++;
                }
            }
        }

        bool PageHolds(uint address, long start) => address < start + region.PageSize;
    }

    private static Page Cut(IReadOnlyList<ImageSegment> segments, int first, uint start, int size)
    {
        if (segments[first].Address <= start && segments[first].End >= start + (long)size)
        {
            return new Page(start, segments[first].Slice(start, start + (long)size).Bytes, [new ByteRun(0, size)]);
        }

        byte[] bytes = new byte[size];
        bytes.AsSpan().Fill(0xFF);
        List<ByteRun> covered = [];
        for (int index = first; index < segments.Count && segments[index].Address < start + (long)size; index++)
        {
            ImageSegment segment = segments[index];
            ImageSegment part = segment.Slice(Math.Max(segment.Address, start), Math.Min(segment.End, start + (long)size));
            part.Bytes.CopyTo(bytes.AsMemory((int)(part.Address - start)));
            covered.Add(new ByteRun((int)(part.Address - start), part.Bytes.Length));
        }

        return new Page(start, bytes, covered);
    }
}
