using System.Buffers;

namespace IspRecipes.Devices.Images;

/// <summary>Reads a text file of records line by line and collects what is wrong with it.</summary>
/// <param name="name">The path as the user gave it.</param>
internal abstract class RecordReader(string name)
{
    /// <summary>More than these help nobody.</summary>
    internal const int MostFaults = 20;

    private static readonly SearchValues<byte> HexDigits = SearchValues.Create("0123456789ABCDEFabcdef"u8);

    private readonly byte[] _record = new byte[byte.MaxValue + IntelHex.Overhead];
    private readonly List<Fault> _faults = [];
    private readonly int[] _counts = new int[10];
    private int _lastLineWithText;

    protected abstract ImageFormat Format { get; }

    /// <summary>What each record type is called, in order.</summary>
    protected abstract IReadOnlyList<RecordType> Types { get; }

    protected RecordData Data { get; private set; } = new(name, 0);

    /// <summary>Line of the record that ends the file; 0 as long as there was none.</summary>
    protected int EndLine { get; set; }

    protected uint? StartAddress { get; set; }

    protected string? Header { get; set; }

    /// <summary>The line being read.</summary>
    protected int Line { get; private set; }

    protected FilePlace Here => new(name, Line);

    /// <summary>How often a record type has been read.</summary>
    protected int Count(int type) => _counts[type];

    protected void CountRecord(int type) => _counts[type]++;

    protected void Report(Fault fault) => _faults.Add(fault);

    /// <summary>Whether there is any record in the file.</summary>
    protected abstract bool HasRecords(ReadOnlySpan<byte> content);

    /// <summary>The file is of another kind.</summary>
    protected abstract Fault Refuse(string looksLike);

    /// <summary>Reads a line with text, spaces at its end removed.</summary>
    protected abstract void ReadRecord(ReadOnlySpan<byte> line);

    /// <summary>Reports what is wrong with the file as a whole. Its last line may itself be broken.</summary>
    protected abstract void CheckEnd(FilePlace lastLine, bool lastLineBroken);

    public ImageInspection Read(ReadOnlySpan<byte> content)
    {
        LineEndings endings = LineEndings.None;
        if (content.IsEmpty)
        {
            Report(ImageFaults.Empty(name));
        }
        else if (!HasRecords(content))
        {
            string otherwise = content.Contains((byte)0) ? "binary data" : "text without records";
            Report(Refuse(ImageFile.Describe(content) ?? otherwise));
        }
        else
        {
            Data = new RecordData(name, content.Length / 2); // two digits a byte
            endings = ReadLines(AfterByteOrderMark(content));
            _faults.AddRange(_faults.Count == 0 ? Data.FindOverlaps().Take(MostFaults) : []);
            _faults.AddRange(_faults.Count == 0 && Data.IsEmpty ? [ImageFaults.NoData(name)] : []);
        }

        return new ImageInspection
        {
            Name = name,
            Format = Format,
            Faults = [.. _faults.OrderBy(fault => fault.Place!.Value.Line).Take(MostFaults)],
            Images = _faults.Count == 0 ? MemorySpaces.Find(Data.BuildImage()) : [],
            Records = [.. Types.Where(type => Count(type.Number) > 0)
                .Select(type => new RecordCount(type.Name, type.Meaning, Count(type.Number)))],
            LineEndings = endings,
            StartAddress = StartAddress,
            Header = Header,
        };
    }

    /// <summary>Reported, since srec_cat and others take the line that it stands in for garbage and drop its bytes.</summary>
    private ReadOnlySpan<byte> AfterByteOrderMark(ReadOnlySpan<byte> content)
    {
        if (!content.StartsWith(ImageFile.ByteOrderMark))
        {
            return content;
        }

        Report(ImageFaults.ByteOrderMark(name));
        return content[ImageFile.ByteOrderMark.Length..];
    }

    private LineEndings ReadLines(ReadOnlySpan<byte> content)
    {
        TextLines lines = new(content);
        while (_faults.Count < MostFaults && lines.MoveNext())
        {
            Line++;
            if (!lines.Current.IsEmpty)
            {
                _lastLineWithText = Line;
                ReadLine(lines.Current);
            }
        }

        if (_faults.Count < MostFaults)
        {
            bool lastLineBroken = _faults.Count > 0 && _faults[^1].Place?.Line == _lastLineWithText;
            CheckEnd(new FilePlace(name, _lastLineWithText), lastLineBroken);
        }

        return lines.Endings;
    }

    private void ReadLine(ReadOnlySpan<byte> line)
    {
        if (EndLine == 0)
        {
            ReadRecord(line);
        }
        else if (!_faults.Exists(fault => fault.Code == FaultCode.HexDataAfterEndOfFile))
        {
            Report(ImageFaults.DataAfterEndOfFile(Here, EndLine));
        }
    }

    /// <summary>The bytes of a record; empty where digits or length are wrong, which is reported.</summary>
    /// <param name="digits">What follows the start of the record.</param>
    /// <param name="column">Where they start, 1-based.</param>
    /// <param name="overhead">Bytes of the record that its first byte, the length, does not count.</param>
    /// <param name="uncounted">Of the bytes the length counts, those that are no data.</param>
    protected ReadOnlySpan<byte> Decode(ReadOnlySpan<byte> digits, int column, int overhead, int uncounted = 0)
    {
        OperationStatus status = Convert.FromHexString(digits, _record, out _, out int length);
        if (status == OperationStatus.Done && length > 0 && length == _record[0] + overhead && _record[0] >= uncounted)
        {
            return _record.AsSpan(0, length);
        }

        int stranger = digits.IndexOfAnyExcept(HexDigits);
        if (stranger >= 0)
        {
            Report(ImageFaults.BadCharacter(Here with { Column = column + stranger }, digits[stranger], "a hex digit"));
            return [];
        }

        int announced = digits.Length < 2 ? 0 : Convert.FromHexString(digits[..2])[0];
        decimal found = digits.Length / 2m - overhead - uncounted;
        Report(ImageFaults.BadLength(Here, Math.Max(0, announced - uncounted), Math.Max(0, found)));
        return [];
    }

    protected bool HasLength(ReadOnlySpan<byte> data, int length)
    {
        if (data.Length != length)
        {
            Report(ImageFaults.BadLength(Here, length, data.Length));
        }

        return data.Length == length;
    }

    /// <param name="Number">In the file.</param>
    /// <param name="Name">As people write it.</param>
    /// <param name="Meaning">What it is for.</param>
    internal sealed record RecordType(int Number, string Name, string Meaning);
}
