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
    /// <summary>Bytes of a record that its length does not count: length, address, type and checksum.</summary>
    internal const int Overhead = 5;

    /// <summary>Reads a HEX file, strictly: every fault is one that another reader could take for other bytes.</summary>
    /// <param name="content">The whole file; lines may end in LF, CRLF or CR, also mixed.</param>
    /// <param name="name">The path as the user gave it.</param>
    public static ImageResult Read(ReadOnlySpan<byte> content, string name) => Inspect(content, name).Take();

    /// <summary>As <see cref="Read"/>, with all that the file tells of itself.</summary>
    public static ImageInspection Inspect(ReadOnlySpan<byte> content, string name) => new IntelHexReader(name).Read(content);

    /// <summary>The file of <see cref="Encode"/> as text.</summary>
    public static string Write(MemoryImage image) => Encoding.ASCII.GetString(Encode(image));

    /// <summary>
    /// The image as a HEX file of one form: 16-byte records on 16-byte borders, LF, upper-case digits. Above 64 KiB
    /// extended linear addresses (04) are used, since they reach all 32 bits and never wrap within a segment as 02 does.
    /// The same bytes give the same file, whatever sources they came from.
    /// </summary>
    public static byte[] Encode(MemoryImage image)
    {
        RecordWriter file = new(Checksum, image.ByteCount);
        uint upper = 0;
        foreach (ImageSegment run in RecordWriter.Runs(image))
        {
            for (long address = run.Address; address < run.End;)
            {
                if (address >> 16 != upper)
                {
                    upper = (uint)(address >> 16);
                    file.Write(":"u8, [2, 0, 0, (byte)HexType.ExtendedLinearAddress, (byte)(upper >> 8), (byte)upper], []);
                }

                ReadOnlySpan<byte> data = RecordWriter.Cut(run, address);
                file.Write(":"u8, [(byte)data.Length, (byte)(address >> 8), (byte)address, (byte)HexType.Data], data);
                address += data.Length;
            }
        }

        file.Write(":"u8, [0, 0, 0, (byte)HexType.EndOfFile], []);
        return file.ToArray();
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

    internal enum HexType : byte
    {
        Data = 0,
        EndOfFile = 1,
        ExtendedSegmentAddress = 2,
        StartSegmentAddress = 3,
        ExtendedLinearAddress = 4,
        StartLinearAddress = 5,
    }
}
