namespace IspRecipes.Devices.Images;

/// <summary>The lines of a text, whatever ends them, and what does.</summary>
internal ref struct TextLines(ReadOnlySpan<byte> text)
{
    private ReadOnlySpan<byte> _rest = text;

    /// <summary>Without its end and the spaces before it.</summary>
    public ReadOnlySpan<byte> Current { get; private set; }

    /// <summary>Of the lines so far.</summary>
    public LineEndings Endings { get; private set; }

    public bool MoveNext()
    {
        if (_rest.IsEmpty)
        {
            return false;
        }

        int length = _rest.IndexOfAny((byte)'\r', (byte)'\n');
        if (length < 0)
        {
            Current = _rest.TrimEnd(" \t"u8);
            _rest = [];
            return true;
        }

        LineEndings ending = _rest[length] == '\n' ? LineEndings.Lf
            : length + 1 < _rest.Length && _rest[length + 1] == '\n' ? LineEndings.CrLf
            : LineEndings.Cr;
        Endings = Endings is LineEndings.None || Endings == ending ? ending : LineEndings.Mixed;
        Current = _rest[..length].TrimEnd(" \t"u8);
        _rest = _rest[(length + (ending == LineEndings.CrLf ? 2 : 1))..];
        return true;
    }
}
