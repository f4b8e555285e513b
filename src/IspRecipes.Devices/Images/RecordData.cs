namespace IspRecipes.Devices.Images;

/// <summary>The data records of a text file, in memory linear in their bytes.</summary>
/// <param name="name">The path as the user gave it.</param>
/// <param name="capacity">Data bytes the file can have at most.</param>
internal sealed class RecordData(string name, int capacity)
{
    private readonly byte[] _bytes = new byte[capacity];
    private readonly List<RecordRun> _runs = [];
    private int _length;

    public bool IsEmpty => _runs.Count == 0;

    /// <summary>Adds a record whose addresses do not leave the 32-bit space.</summary>
    public void Add(uint address, ReadOnlySpan<byte> data, int line)
    {
        if (data.IsEmpty)
        {
            return;
        }

        if (IsEmpty || !_runs[^1].TryAdd(address, data.Length, line))
        {
            _runs.Add(new RecordRun(address, _length, data.Length, line));
        }

        data.CopyTo(_bytes.AsSpan(_length));
        _length += data.Length;
    }

    /// <summary>
    /// An address that two records have is a fault even where both have the same byte: no linker writes that, it is the
    /// mark of files pasted together.
    /// </summary>
    public IEnumerable<Fault> FindOverlaps()
    {
        _runs.Sort(RecordRun.Compare);
        RecordRun? reaching = null;
        foreach (RecordRun run in _runs)
        {
            if (run.Address < reaching?.End)
            {
                int[] lines = [run.Line, reaching.LineOf(run.Address)];
                uint last = (uint)(Math.Min(run.End, reaching.End) - 1);
                yield return ImageFaults.OverlapInFile(new FilePlace(name, lines.Max()), run.Address, last, lines.Min());
            }

            reaching = reaching is null || run.End > reaching.End ? run : reaching;
        }
    }

    /// <summary>The image, after <see cref="FindOverlaps"/> has found none.</summary>
    public MemoryImage BuildImage()
    {
        ImageSource source = new(name, [.. _runs]);
        List<ImageSegment> segments = [];
        for (int first = 0; first < _runs.Count;)
        {
            int next = first + 1;
            while (next < _runs.Count && Continues(_runs[next], _runs[next - 1]))
            {
                next++;
            }

            int start = _runs[first].Start;
            int end = _runs[next - 1].Start + _runs[next - 1].Length;
            segments.Add(new ImageSegment(_runs[first].Address, _bytes.AsMemory(start..end), source));
            first = next;
        }

        return new MemoryImage(segments);
    }

    /// <summary>Next to each other in the memory and in the file: no byte needs to move.</summary>
    private static bool Continues(RecordRun run, RecordRun before) =>
        run.Address == before.End && run.Start == before.Start + before.Length;
}
