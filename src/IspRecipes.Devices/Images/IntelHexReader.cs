using System.Buffers;
using System.Buffers.Binary;
using static IspRecipes.Devices.Images.IntelHex;

namespace IspRecipes.Devices.Images;

/// <summary>Reads one HEX file line by line and collects what is wrong with it.</summary>
internal sealed class IntelHexReader(string name)
{
    /// <summary>More than these help nobody.</summary>
    private const int MostFaults = 20;

    /// <summary>Length, address, type and checksum.</summary>
    private const int Overhead = 5;

    private static readonly SearchValues<byte> HexDigits = SearchValues.Create("0123456789ABCDEFabcdef"u8);

    private readonly List<Fault> _faults = [];
    private readonly List<Record> _records = [];
    private byte[] _data = [];
    private int _dataLength;
    private uint _baseAddress;
    private uint? _startAddress;
    private int _line;
    private int _endLine;
    private int _lastLineWithText;

    /// <summary>A data record.</summary>
    /// <param name="Start">Where its bytes stand in the data of the file.</param>
    private sealed record Record(uint Address, int Start, int Length, int Line)
    {
        public long End => Address + (long)Length;
    }

    private FilePlace Here => new(name, _line);

    public ImageResult Read(ReadOnlySpan<byte> content)
    {
        if (content.IsEmpty)
        {
            return new ImageResult(ImageFaults.Empty(name));
        }

        if (!HasRecords(content))
        {
            string otherwise = content.Contains((byte)0) ? "binary data" : "text without records";
            return new ImageResult(ImageFaults.NotHex(name, ImageFile.Describe(content) ?? otherwise));
        }

        // Two digits a byte.
        _data = new byte[content.Length / 2];
        ReadLines(content);
        if (_faults.Count == 0)
        {
            FindOverlaps();
        }

        if (_faults.Count > 0)
        {
            return new ImageResult([.. _faults.OrderBy(fault => fault.Place!.Value.Line).Take(MostFaults)]);
        }

        return _records.Count == 0
            ? new ImageResult(ImageFaults.NoData(name))
            : new ImageResult(BuildImage(), _startAddress);
    }

    private static bool HasRecords(ReadOnlySpan<byte> content) =>
        content[0] == ':' || content.IndexOf("\n:"u8) >= 0 || content.IndexOf("\r:"u8) >= 0;

    private void ReadLines(ReadOnlySpan<byte> content)
    {
        while (!content.IsEmpty && _faults.Count < MostFaults)
        {
            int length = content.IndexOfAny((byte)'\r', (byte)'\n');
            ReadOnlySpan<byte> line = length < 0 ? content : content[..length];
            int end = content[line.Length..].StartsWith("\r\n"u8) ? 2 : 1;
            content = content[Math.Min(line.Length + end, content.Length)..];
            _line++;
            ReadLine(line.TrimEnd(" \t"u8));
        }

        // A record that could not be read, at the very end, may have been the one that ends the file.
        bool lastLineBroken = _faults.Count > 0 && _faults[^1].Place?.Line == _lastLineWithText;
        if (_endLine == 0 && !lastLineBroken && _faults.Count < MostFaults)
        {
            _faults.Add(ImageFaults.NoEndOfFile(new FilePlace(name, _lastLineWithText)));
        }
    }

    private void ReadLine(ReadOnlySpan<byte> line)
    {
        if (line.IsEmpty)
        {
            return;
        }

        _lastLineWithText = _line;
        if (_endLine > 0)
        {
            if (!_faults.Exists(fault => fault.Code == FaultCode.HexDataAfterEndOfFile))
            {
                _faults.Add(ImageFaults.DataAfterEndOfFile(Here, _endLine));
            }

            return;
        }

        Span<byte> record = stackalloc byte[byte.MaxValue + Overhead];
        if (Decode(line, record, out int length))
        {
            ReadRecord(record[..length]);
        }
    }

    /// <summary>Digits to bytes; checks start code, digits, length and checksum.</summary>
    private bool Decode(ReadOnlySpan<byte> line, Span<byte> record, out int length)
    {
        length = 0;
        ReadOnlySpan<byte> digits = line[1..];
        int stranger = digits.IndexOfAnyExcept(HexDigits);
        if (line[0] != ':')
        {
            _faults.Add(ImageFaults.BadCharacter(Here with { Column = 1 }, line[0], "a colon"));
            return false;
        }

        if (stranger >= 0)
        {
            _faults.Add(ImageFaults.BadCharacter(Here with { Column = stranger + 2 }, digits[stranger], "a hex digit"));
            return false;
        }

        int dataLength = digits.Length < 2 ? 0 : Convert.FromHexString(digits[..2])[0];
        if (digits.Length != 2 * (dataLength + Overhead))
        {
            _faults.Add(ImageFaults.BadLength(Here, dataLength, Math.Max(0, digits.Length / 2m - Overhead)));
            return false;
        }

        Convert.FromHexString(digits, record, out _, out length);
        byte checksum = Checksum(record[..(length - 1)]);
        if (record[length - 1] != checksum)
        {
            _faults.Add(ImageFaults.BadChecksum(Here, record[length - 1], checksum));
            return false;
        }

        return true;
    }

    private void ReadRecord(ReadOnlySpan<byte> record)
    {
        ushort address = BinaryPrimitives.ReadUInt16BigEndian(record[1..]);
        ReadOnlySpan<byte> data = record[4..^1];
        switch ((RecordType)record[3])
        {
            case RecordType.Data:
                AddData(address, data);
                break;
            case RecordType.EndOfFile when HasLength(data, 0):
                _endLine = _line;
                break;
            case RecordType.ExtendedSegmentAddress when HasLength(data, 2):
                _baseAddress = (uint)BinaryPrimitives.ReadUInt16BigEndian(data) << 4;
                break;
            case RecordType.StartSegmentAddress when HasLength(data, 4):
                uint segment = BinaryPrimitives.ReadUInt16BigEndian(data);
                _startAddress = (segment << 4) + BinaryPrimitives.ReadUInt16BigEndian(data[2..]);
                break;
            case RecordType.ExtendedLinearAddress when HasLength(data, 2):
                _baseAddress = (uint)BinaryPrimitives.ReadUInt16BigEndian(data) << 16;
                break;
            case RecordType.StartLinearAddress when HasLength(data, 4):
                _startAddress = BinaryPrimitives.ReadUInt32BigEndian(data);
                break;
            case > RecordType.StartLinearAddress:
                _faults.Add(ImageFaults.UnknownRecordType(Here, record[3]));
                break;
        }
    }

    private bool HasLength(ReadOnlySpan<byte> data, int length)
    {
        if (data.Length != length)
        {
            _faults.Add(ImageFaults.BadLength(Here, length, data.Length));
        }

        return data.Length == length;
    }

    /// <summary>
    /// A record that runs over the end of its 64 KiB is refused: after record 02 it wraps to the start of the segment,
    /// after record 04 it runs on, and readers disagree.
    /// </summary>
    private void AddData(ushort address, ReadOnlySpan<byte> data)
    {
        if (address + data.Length > 0x10000)
        {
            _faults.Add(ImageFaults.AddressWrap(Here, _baseAddress + address, data.Length));
        }
        else if (!data.IsEmpty)
        {
            _records.Add(new Record(_baseAddress + address, _dataLength, data.Length, _line));
            data.CopyTo(_data.AsSpan(_dataLength));
            _dataLength += data.Length;
        }
    }

    /// <summary>
    /// An address that two records have is a fault even where both have the same byte: no linker writes that, it is the
    /// mark of files pasted together.
    /// </summary>
    private void FindOverlaps()
    {
        _records.Sort((one, other) =>
            one.Address == other.Address ? one.Line.CompareTo(other.Line) : one.Address.CompareTo(other.Address));
        Record? reaching = null;
        foreach (Record record in _records)
        {
            if (record.Address < reaching?.End)
            {
                uint last = (uint)(Math.Min(record.End, reaching.End) - 1);
                FilePlace later = new(name, Math.Max(record.Line, reaching.Line));
                _faults.Add(ImageFaults.OverlapInFile(later, record.Address, last, Math.Min(record.Line, reaching.Line)));
            }

            reaching = reaching is null || record.End > reaching.End ? record : reaching;
        }
    }

    private MemoryImage BuildImage()
    {
        uint[] addresses = new uint[_records.Count];
        int[] lines = new int[_records.Count];
        for (int index = 0; index < _records.Count; index++)
        {
            addresses[index] = _records[index].Address;
            lines[index] = _records[index].Line;
        }

        ImageSource source = new(name, addresses, lines);
        return new MemoryImage(_records.Select(
            record => new ImageSegment(record.Address, _data.AsMemory(record.Start, record.Length), source)));
    }
}
