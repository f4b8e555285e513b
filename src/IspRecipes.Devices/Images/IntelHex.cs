using System.Text;

namespace IspRecipes.Devices.Images;

/// <summary>
/// Intel HEX ("Hexadecimal Object File Format Specification", Intel, 1988): lines of records, two hex digits a byte.
/// <code>
/// ':'  length  address (2, high byte first)  type  data (length)  checksum
/// 00 data   01 end of file   02 extended segment address (2)   03 start segment address, CS:IP (4)
///                            04 extended linear address (2)    05 start linear address, EIP (4)
/// </code>
/// All bytes of a record, checksum included, add up to 0 modulo 256.
/// </summary>
public static class IntelHex
{
    /// <summary>Data bytes of a record we write; records start on multiples of it.</summary>
    private const int RecordSize = 16;

    /// <summary>Reads a HEX file, strictly: every fault is one that another reader could take for other bytes.</summary>
    /// <param name="content">The whole file; lines may end in LF, CRLF or CR, also mixed.</param>
    /// <param name="name">The path as the user gave it.</param>
    public static ImageResult Read(ReadOnlySpan<byte> content, string name) => new IntelHexReader(name).Read(content);

    /// <summary>
    /// The image as a HEX file of one form: 16-byte records on 16-byte borders, LF, upper-case digits. Above 64 KiB
    /// extended linear addresses (04) are used, since they reach all 32 bits and never wrap within a segment as 02 does.
    /// The same bytes give the same file, whatever sources they came from.
    /// </summary>
    public static string Write(MemoryImage image)
    {
        StringBuilder file = new();
        uint upper = 0;
        foreach (ImageSegment record in Records(image))
        {
            if (record.Address >> 16 != upper)
            {
                upper = record.Address >> 16;
                Append(file, 0, RecordType.ExtendedLinearAddress, [(byte)(upper >> 8), (byte)upper]);
            }

            Append(file, (ushort)record.Address, RecordType.Data, record.Bytes.Span);
        }

        Append(file, 0, RecordType.EndOfFile, []);
        return file.ToString();
    }

    /// <summary>The image cut at multiples of the record size, and nowhere else.</summary>
    private static IEnumerable<ImageSegment> Records(MemoryImage image)
    {
        ImageSource none = new("");
        MemoryImage joined = new(image.Segments.Select(segment => segment with { Source = none, Moved = 0 }));
        foreach (ImageSegment run in joined.Segments)
        {
            for (long start = run.Address; start < run.End; start = start / RecordSize * RecordSize + RecordSize)
            {
                yield return run.Slice(start, Math.Min(run.End, start / RecordSize * RecordSize + RecordSize));
            }
        }
    }

    private static void Append(StringBuilder file, ushort address, RecordType type, ReadOnlySpan<byte> data)
    {
        byte[] record = [(byte)data.Length, (byte)(address >> 8), (byte)address, (byte)type, .. data, 0];
        record[^1] = Checksum(record.AsSpan(..^1));
        file.Append(':').Append(Convert.ToHexString(record)).Append('\n');
    }

    /// <summary>The byte that brings the sum of a record to 0 modulo 256.</summary>
    /// <param name="record">All of the record before its checksum.</param>
    internal static byte Checksum(ReadOnlySpan<byte> record)
    {
        int sum = 0;
        foreach (byte value in record)
        {
            sum += value;
        }

        return (byte)-sum;
    }

    internal enum RecordType : byte
    {
        Data = 0,
        EndOfFile = 1,
        ExtendedSegmentAddress = 2,
        StartSegmentAddress = 3,
        ExtendedLinearAddress = 4,
        StartLinearAddress = 5,
    }
}
