namespace IspRecipes.Devices.Images;

/// <summary>
/// Records on successive lines with successive addresses and one length, as tools write them; the last may be shorter.
/// A whole file is a few of these.
/// </summary>
internal sealed class RecordRun
{
    private readonly int _stride;

    /// <param name="address">Byte address of the first record.</param>
    /// <param name="start">Where its bytes stand in the data of the file.</param>
    /// <param name="stride">Its data bytes, and those of each record after it but the last.</param>
    /// <param name="line">Its line.</param>
    public RecordRun(uint address, int start, int stride, int line)
    {
        Address = address;
        Start = start;
        Length = _stride = stride;
        Line = line;
    }

    public uint Address { get; }

    public int Start { get; }

    /// <summary>Data bytes of all records.</summary>
    public int Length { get; private set; }

    public int Line { get; }

    /// <summary>One past the last byte address.</summary>
    public long End => Address + (long)Length;

    /// <summary>The line of the record that has the byte at <paramref name="place"/>.</summary>
    public int LineOf(long place) => Line + (int)((place - Address) / _stride);

    /// <summary>Adds a record; false where it does not carry on the run.</summary>
    public bool TryAdd(uint recordAddress, int length, int recordLine)
    {
        bool continues = recordAddress == End && length <= _stride && Length % _stride == 0 && recordLine == LineOf(End);
        Length += continues ? length : 0;
        return continues;
    }

    /// <summary>In the order of addresses; where they are equal, of lines.</summary>
    public static int Compare(RecordRun one, RecordRun other) =>
        one.Address == other.Address ? one.Line.CompareTo(other.Line) : one.Address.CompareTo(other.Address);
}
