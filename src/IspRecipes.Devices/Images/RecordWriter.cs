using System.Buffers;

namespace IspRecipes.Devices.Images;

/// <summary>Writes a text file of records: a start, upper-case hex digits, LF.</summary>
/// <param name="checksum">The last byte of a record, by those before it.</param>
/// <param name="dataBytes">Data bytes to come, to make room.</param>
internal sealed class RecordWriter(Func<ReadOnlySpan<byte>, byte> checksum, long dataBytes)
{
    /// <summary>Data bytes of a record we write; records start on multiples of it.</summary>
    private const int RecordSize = 16;

    private readonly byte[] _record = new byte[byte.MaxValue + IntelHex.Overhead];
    private readonly ArrayBufferWriter<byte> _file = new((int)Math.Min(dataBytes * 3 + 1024, Array.MaxLength));

    /// <summary>The runs of bytes without a gap, whatever files they came from.</summary>
    public static IReadOnlyList<ImageSegment> Runs(MemoryImage image)
    {
        ImageSource none = new("");
        return new MemoryImage(image.Segments.Select(segment => segment with { Source = none, Moved = 0 })).Segments;
    }

    /// <summary>The bytes from <paramref name="address"/> to the next multiple of the record size, or to the run's end.</summary>
    public static ReadOnlySpan<byte> Cut(ImageSegment run, long address)
    {
        long end = Math.Min(run.End, address / RecordSize * RecordSize + RecordSize);
        return run.Bytes.Span[(int)(address - run.Address)..(int)(end - run.Address)];
    }

    /// <summary>Adds a record.</summary>
    /// <param name="start">As text: <c>:</c>, <c>S1</c>.</param>
    /// <param name="head">Its bytes before the data.</param>
    /// <param name="data">Its data.</param>
    public void Write(ReadOnlySpan<byte> start, ReadOnlySpan<byte> head, ReadOnlySpan<byte> data)
    {
        int length = head.Length + data.Length;
        head.CopyTo(_record);
        data.CopyTo(_record.AsSpan(head.Length));
        _record[length] = checksum(_record.AsSpan(0, length));
        Span<byte> line = _file.GetSpan(start.Length + 2 * (length + 1) + 1);
        start.CopyTo(line);
        Convert.TryToHexString(_record.AsSpan(0, length + 1), line[start.Length..], out int digits);
        line[start.Length + digits] = (byte)'\n';
        _file.Advance(start.Length + digits + 1);
    }

    public byte[] ToArray() => _file.WrittenSpan.ToArray();
}
