using System.Buffers.Binary;
using static IspRecipes.Devices.Images.IntelHex;

namespace IspRecipes.Devices.Images;

/// <summary>Reads one HEX file.</summary>
internal sealed class IntelHexReader(string name) : RecordReader(name)
{
    private readonly string _name = name;
    private uint _baseAddress;
    private bool _isLinear;

    protected override ImageFormat Format => ImageFormat.IntelHex;

    protected override IReadOnlyList<RecordType> Types { get; } =
    [
        new((int)HexType.Data, "00", "data"),
        new((int)HexType.EndOfFile, "01", "end of file"),
        new((int)HexType.ExtendedSegmentAddress, "02", "extended segment address"),
        new((int)HexType.StartSegmentAddress, "03", "start segment address"),
        new((int)HexType.ExtendedLinearAddress, "04", "extended linear address"),
        new((int)HexType.StartLinearAddress, "05", "start linear address"),
    ];

    protected override bool HasRecords(ReadOnlySpan<byte> content) =>
        content[0] == ':' || content.IndexOf("\n:"u8) >= 0 || content.IndexOf("\r:"u8) >= 0;

    protected override Fault Refuse(string looksLike) => ImageFaults.NotHex(_name, looksLike);

    /// <summary>A record that could not be read, at the very end, may have been the one that ends the file.</summary>
    protected override void CheckEnd(FilePlace lastLine, bool lastLineBroken)
    {
        if (EndLine == 0 && !lastLineBroken)
        {
            Report(ImageFaults.NoEndOfFile(lastLine));
        }
    }

    protected override void ReadRecord(ReadOnlySpan<byte> line)
    {
        if (line[0] != ':')
        {
            Report(ImageFaults.BadCharacter(Here with { Column = 1 }, line[0], "a colon"));
            return;
        }

        ReadOnlySpan<byte> record = Decode(line[1..], column: 2, Overhead);
        if (record.IsEmpty)
        {
            return;
        }

        byte checksum = Checksum(record[..^1]);
        if (record[^1] != checksum)
        {
            Report(ImageFaults.BadChecksum(Here, record[^1], checksum));
            return;
        }

        ReadType((HexType)record[3], BinaryPrimitives.ReadUInt16BigEndian(record[1..]), record[4..^1]);
    }

    private void ReadType(HexType type, ushort address, ReadOnlySpan<byte> data)
    {
        if (type > HexType.StartLinearAddress)
        {
            Report(ImageFaults.UnknownRecordType(Here, (byte)type));
            return;
        }

        CountRecord((int)type);
        switch (type)
        {
            case HexType.Data:
                AddData(address, data);
                break;
            case HexType.EndOfFile when HasLength(data, 0):
                EndLine = Line;
                break;
            case HexType.ExtendedSegmentAddress when HasLength(data, 2):
                _baseAddress = (uint)BinaryPrimitives.ReadUInt16BigEndian(data) << 4;
                _isLinear = false;
                break;
            case HexType.StartSegmentAddress when HasLength(data, 4):
                uint segment = BinaryPrimitives.ReadUInt16BigEndian(data);
                StartAddress = (segment << 4) + BinaryPrimitives.ReadUInt16BigEndian(data[2..]);
                break;
            case HexType.ExtendedLinearAddress when HasLength(data, 2):
                _baseAddress = (uint)BinaryPrimitives.ReadUInt16BigEndian(data) << 16;
                _isLinear = true;
                break;
            case HexType.StartLinearAddress when HasLength(data, 4):
                StartAddress = BinaryPrimitives.ReadUInt32BigEndian(data);
                break;
        }
    }

    /// <summary>
    /// After record 04 a record runs on past its 64 KiB, as Intel says and srec_cat writes. After record 02, or none, Intel
    /// wraps it to the start of the segment where most readers run on: it is refused.
    /// </summary>
    private void AddData(ushort address, ReadOnlySpan<byte> data)
    {
        long end = _isLinear ? MemoryImage.AddressSpace - _baseAddress : 0x10000;
        if (address + data.Length > end)
        {
            Report(ImageFaults.AddressWrap(Here, _baseAddress + address, data.Length));
        }
        else
        {
            Data.Add(_baseAddress + address, data, Line);
        }
    }
}
