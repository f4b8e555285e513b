namespace IspRecipes.Devices.Images;

/// <summary>The file that bytes of an image came from, and for a text file the line of each record.</summary>
public sealed class ImageSource
{
    private readonly RecordRun[] _records;

    /// <summary>A file without lines, or bytes that came from no file.</summary>
    /// <param name="name">The path as the user gave it.</param>
    public ImageSource(string name) : this(name, [])
    {
    }

    /// <summary>A file of records.</summary>
    /// <param name="name">The path as the user gave it.</param>
    /// <param name="records">In ascending order, without overlaps.</param>
    internal ImageSource(string name, RecordRun[] records)
    {
        Name = name;
        _records = records;
    }

    public string Name { get; }

    /// <summary>Where in the file the byte stands that the file itself puts at <paramref name="address"/>.</summary>
    internal FilePlace PlaceOf(uint address)
    {
        int low = 0;
        int high = _records.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            bool isBefore = _records[middle].End <= address;
            (low, high) = isBefore ? (middle + 1, high) : (low, middle);
        }

        return new FilePlace(Name, low < _records.Length ? _records[low].LineOf(address) : 0);
    }
}
