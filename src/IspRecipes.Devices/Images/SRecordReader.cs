using System.Buffers.Binary;
using System.Text;

namespace IspRecipes.Devices.Images;

/// <summary>Reads one S-record file.</summary>
internal sealed class SRecordReader(string name) : RecordReader(name)
{
    /// <summary>Bytes of the address, or of the count in its place, by type; 0 for S4, which does not exist.</summary>
    private static readonly int[] AddressBytes = [2, 2, 3, 4, 0, 2, 3, 4, 3, 2];

    private readonly string _name = name;

    /// <summary>Line of the last count record, 0 as long as there was none, and the data records before it.</summary>
    private int _countLine;
    private int _counted;

    protected override ImageFormat Format => ImageFormat.SRecord;

    protected override IReadOnlyList<RecordType> Types { get; } =
    [
        new(0, "S0", "header"),
        new(1, "S1", "data, 16-bit address"),
        new(2, "S2", "data, 24-bit address"),
        new(3, "S3", "data, 32-bit address"),
        new(5, "S5", "count, 16 bits"),
        new(6, "S6", "count, 24 bits"),
        new(7, "S7", "end of file, 32-bit start address"),
        new(8, "S8", "end of file, 24-bit start address"),
        new(9, "S9", "end of file, 16-bit start address"),
    ];

    private int DataRecords => Count(1) + Count(2) + Count(3);

    protected override bool HasRecords(ReadOnlySpan<byte> content) =>
        content[0] == 'S' || content.IndexOf("\nS"u8) >= 0 || content.IndexOf("\rS"u8) >= 0;

    protected override Fault Refuse(string looksLike) => ImageFaults.NotSRecord(_name, looksLike);

    /// <summary>
    /// srec_cat leaves the end record out where it knows no start address; its count then proves the file whole. Without
    /// either, nobody can tell whether the file was cut off.
    /// </summary>
    protected override void CheckEnd(FilePlace lastLine, bool lastLineBroken)
    {
        if (lastLineBroken)
        {
            return;
        }

        if (EndLine == 0 && _countLine == 0)
        {
            Report(ImageFaults.NoSRecordEnd(lastLine));
        }
        else if (_countLine > 0 && _counted < DataRecords)
        {
            Report(ImageFaults.BadCount(new FilePlace(_name, _countLine), _counted, DataRecords));
        }
    }

    protected override void ReadRecord(ReadOnlySpan<byte> line)
    {
        if (line[0] != 'S')
        {
            Report(ImageFaults.BadCharacter(Here with { Column = 1 }, line[0], "an S"));
            return;
        }

        if (line.Length < 2 || !char.IsAsciiDigit((char)line[1]))
        {
            byte found = line.Length < 2 ? (byte)'\n' : line[1];
            Report(ImageFaults.BadCharacter(Here with { Column = 2 }, found, "a record type, 0 to 9,"));
            return;
        }

        int type = line[1] - '0';
        if (AddressBytes[type] == 0)
        {
            Report(ImageFaults.UnknownSRecordType(Here, type));
            return;
        }

        // The checksum is counted by the length too.
        ReadOnlySpan<byte> record = Decode(line[2..], column: 3, overhead: 1, uncounted: AddressBytes[type] + 1);
        if (!record.IsEmpty)
        {
            ReadType(type, record);
        }
    }

    private void ReadType(int type, ReadOnlySpan<byte> record)
    {
        byte checksum = SRecord.Checksum(record[..^1]);
        if (record[^1] != checksum)
        {
            Report(ImageFaults.BadChecksum(Here, record[^1], checksum));
            return;
        }

        int width = AddressBytes[type];
        uint address = ReadNumber(record.Slice(1, width));
        ReadOnlySpan<byte> data = record[(1 + width)..^1];
        CountRecord(type);
        switch (type)
        {
            case 0:
                Header ??= Printable(data);
                break;
            case 1 or 2 or 3:
                AddData(address, data);
                break;
            case 5 or 6 when HasLength(data, 0):
                CheckCount(address);
                break;
            case 7 or 8 or 9 when HasLength(data, 0):
                StartAddress = address;
                EndLine = Line;
                break;
        }
    }

    private void CheckCount(uint count)
    {
        _countLine = Line;
        _counted = DataRecords;
        if (count != _counted)
        {
            Report(ImageFaults.BadCount(Here, count, _counted));
        }
    }

    /// <summary>An S1 record may run past 64 KiB: srec_cat writes such, and no reader wraps it.</summary>
    private void AddData(uint address, ReadOnlySpan<byte> data)
    {
        if (address + data.Length > MemoryImage.AddressSpace)
        {
            Report(ImageFaults.AddressWrap(Here, address, data.Length));
        }
        else
        {
            Data.Add(address, data, Line);
        }
    }

    private static uint ReadNumber(ReadOnlySpan<byte> bytes)
    {
        Span<byte> number = stackalloc byte[sizeof(uint)];
        number.Clear();
        bytes.CopyTo(number[^bytes.Length..]);
        return BinaryPrimitives.ReadUInt32BigEndian(number);
    }

    private static string Printable(ReadOnlySpan<byte> text) => string.Concat(
        Encoding.Latin1.GetString(text.TrimEnd((byte)0)).Select(letter => char.IsControl(letter) ? '\uFFFD' : letter));
}
