using System.Buffers.Binary;

namespace IspRecipes.Devices.Images;

/// <summary>
/// Motorola S-record ("M68000 Family Programmer's Reference Manual", appendix C): lines of records, two hex digits a byte.
/// <code>
/// 'S'  type (one digit)  length  address (2 to 4, high byte first)  data  checksum
/// S0 header (2)    S1 S2 S3 data (2, 3, 4)       length counts address, data and checksum
/// S5 S6 count of the data records, in place of the address (2, 3)
/// S7 S8 S9 end of file, with the start address (4, 3, 2)
/// </code>
/// Length, address, data and checksum add up to 0xFF modulo 256.
/// </summary>
public static class SRecord
{
    private const int HighestCount = 0xFFFFFF;

    /// <summary>Reads an S-record file, as strictly as a HEX file.</summary>
    /// <param name="content">The whole file; lines may end in LF, CRLF or CR, also mixed.</param>
    /// <param name="name">The path as the user gave it.</param>
    public static ImageResult Read(ReadOnlySpan<byte> content, string name) => Inspect(content, name).Take();

    /// <summary>As <see cref="Read"/>, with all that the file tells of itself.</summary>
    public static ImageInspection Inspect(ReadOnlySpan<byte> content, string name) => new SRecordReader(name).Read(content);

    /// <summary>
    /// The image as an S-record file of one form: an empty header, 16-byte records on 16-byte borders, all with the
    /// shortest addresses that reach the last byte, their count, and the end. LF, upper-case digits. The same bytes give
    /// the same file, whatever sources they came from.
    /// </summary>
    public static byte[] Encode(MemoryImage image)
    {
        int width = image.End <= 1L << 16 ? 2 : image.End <= 1L << 24 ? 3 : 4;
        RecordWriter file = new(Checksum, image.ByteCount);
        Write(file, 0, 2, 0, []);
        long count = 0;
        foreach (ImageSegment run in RecordWriter.Runs(image))
        {
            for (long address = run.Address; address < run.End; count++)
            {
                ReadOnlySpan<byte> data = RecordWriter.Cut(run, address);
                Write(file, width - 1, width, (uint)address, data);
                address += data.Length;
            }
        }

        if (count <= HighestCount)
        {
            int countWidth = count <= ushort.MaxValue ? 2 : 3;
            Write(file, countWidth + 3, countWidth, (uint)count, []);
        }

        Write(file, EndOf(width), width, 0, []);
        return file.ToArray();
    }

    /// <summary>The type that ends a file of addresses this wide: S9 after S1, S7 after S3.</summary>
    private static int EndOf(int width) => 11 - width;

    private static void Write(RecordWriter file, int type, int width, uint address, ReadOnlySpan<byte> data)
    {
        Span<byte> head = stackalloc byte[1 + sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(head[1..], address);
        head[4 - width] = (byte)(width + data.Length + 1);
        file.Write([(byte)'S', (byte)('0' + type)], head[(4 - width)..], data);
    }

    /// <summary>The byte that brings the sum of a record to 0xFF modulo 256.</summary>
    /// <param name="record">Length, address and data.</param>
    internal static byte Checksum(ReadOnlySpan<byte> record) => (byte)(IntelHex.Checksum(record) - 1);
}
