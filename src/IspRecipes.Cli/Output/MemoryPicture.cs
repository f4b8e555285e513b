using IspRecipes.Devices.Images;

namespace IspRecipes.Cli.Output;

/// <summary>
/// A memory as one line of cells. A cell stands for a power of two of bytes, so that sections begin on one, and shows the
/// most telling of what is in it: data, then 0xFF, then nothing.
/// </summary>
internal sealed class MemoryPicture
{
    private const int WidestBar = 128;
    private const int SmallestCell = 16;
    private const string Left = "  [";

    private readonly int _width;
    private readonly long _start;
    private readonly long _end;
    private readonly Cell[] _cells;
    private readonly long _cellSize;

    private enum Cell : byte
    {
        Nothing,
        Filler,
        Data,
    }

    /// <param name="image">What is in it.</param>
    /// <param name="start">First address shown.</param>
    /// <param name="end">One past the last.</param>
    /// <param name="width">Columns there are.</param>
    public MemoryPicture(MemoryImage image, uint start, long end, int width)
    {
        int room = Math.Clamp(width - Left.Length - 2, 8, WidestBar);
        _cellSize = SmallestCell;
        while ((end - start + _cellSize - 1) / _cellSize > room)
        {
            _cellSize *= 2;
        }

        _width = width;
        _start = start;
        _end = end;
        _cells = new Cell[(end - start + _cellSize - 1) / _cellSize];
        foreach (ImageSegment segment in image.Clip(start, end).Segments)
        {
            Paint(segment);
        }
    }

    /// <param name="writer">Where to.</param>
    /// <param name="look">In plain mode the marks are told and nothing is drawn.</param>
    /// <param name="marks">Addresses pointed at, ascending, and what begins there.</param>
    public void Write(TextWriter writer, Look look, params IEnumerable<(uint Address, string What)> marks)
    {
        marks = marks.Where(mark => mark.Address >= _start && mark.Address < _end);
        if (look.Plain)
        {
            foreach ((uint address, string what) in marks)
            {
                writer.WriteLine($"  {HexAddress.Of(address)}: {what}");
            }

            return;
        }

        string signs = look.Draws ? "·▒█" : ".-#";
        writer.WriteLine($"{Left}{string.Concat(_cells.Select(cell => signs[(int)cell]))}]");
        foreach ((uint address, string what) in marks)
        {
            int column = Left.Length + (int)((address - _start) / _cellSize);
            string right = $"^ {HexAddress.Of(address)} {what}";
            string left = $"{what} {HexAddress.Of(address)} ^";
            writer.WriteLine(column + right.Length > _width && left.Length <= column + 1
                ? left.PadLeft(column + 1)
                : $"{new string(' ', column)}{right}");
        }

        string indent = new(' ', Left.Length);
        string legend = $"{indent}{signs[2]} data  {signs[1]} 0xFF  {signs[0]} nothing;";
        string scale = $"{HexAddress.Of(_start)} to {HexAddress.Of(_end - 1)}, {_cellSize:N0} bytes each";
        writer.WriteLine(legend.Length + 1 + scale.Length > _width ? $"{legend}\n{indent}{scale}" : $"{legend} {scale}");
    }

    private void Paint(ImageSegment segment)
    {
        for (long from = segment.Address; from < segment.End;)
        {
            long index = (from - _start) / _cellSize;
            long to = Math.Min(segment.End, _start + (index + 1) * _cellSize);
            ReadOnlySpan<byte> bytes = segment.Bytes.Span.Slice((int)(from - segment.Address), (int)(to - from));
            Cell seen = bytes.ContainsAnyExcept((byte)0xFF) ? Cell.Data : Cell.Filler;
            _cells[index] = seen > _cells[index] ? seen : _cells[index];
            from = to;
        }
    }
}
