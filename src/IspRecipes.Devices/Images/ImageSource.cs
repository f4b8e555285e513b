namespace IspRecipes.Devices.Images;

/// <summary>The file that bytes of an image came from, and for Intel HEX the line of each record.</summary>
public sealed class ImageSource
{
    private readonly uint[] _recordAddresses;
    private readonly int[] _recordLines;

    /// <summary>A file without lines, or bytes that came from no file.</summary>
    /// <param name="name">The path as the user gave it.</param>
    public ImageSource(string name) : this(name, [], [])
    {
    }

    /// <summary>A file of records.</summary>
    /// <param name="name">The path as the user gave it.</param>
    /// <param name="recordAddresses">Byte address of each record, ascending.</param>
    /// <param name="recordLines">The line of each record, 1-based.</param>
    internal ImageSource(string name, uint[] recordAddresses, int[] recordLines)
    {
        Name = name;
        _recordAddresses = recordAddresses;
        _recordLines = recordLines;
    }

    public string Name { get; }

    /// <summary>Where in the file the byte stands that the file itself puts at <paramref name="address"/>.</summary>
    internal FilePlace PlaceOf(uint address)
    {
        int index = Array.BinarySearch(_recordAddresses, address);
        int record = index >= 0 ? index : ~index - 1;
        return new FilePlace(Name, record >= 0 ? _recordLines[record] : 0);
    }
}
