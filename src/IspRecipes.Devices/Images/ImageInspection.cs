namespace IspRecipes.Devices.Images;

/// <summary>How the lines of a text file end.</summary>
public enum LineEndings
{
    /// <summary>No text, or one line without an end.</summary>
    None,
    Lf,
    CrLf,
    Cr,
    Mixed,
}

/// <summary>How often a record type occurs in a file.</summary>
/// <param name="Type">As the format writes it: <c>04</c>, <c>S1</c>.</param>
/// <param name="Meaning"><c>extended linear address</c>.</param>
/// <param name="Count">At least one.</param>
public sealed record RecordCount(string Type, string Meaning, int Count);

/// <summary>All that a file tells of itself, readable or not.</summary>
public sealed record ImageInspection
{
    /// <summary>The path as the user gave it.</summary>
    public required string Name { get; init; }

    public required ImageFormat Format { get; init; }

    /// <summary>All that is wrong with the file, in the order of its lines; without faults there is an image.</summary>
    public IReadOnlyList<Fault> Faults { get; init; } = [];

    /// <summary>
    /// What the file holds for each memory, addresses counted from the start of that memory; empty where there are
    /// faults. An AVR ELF file is parted by memory; any other file is all <see cref="MemorySpace.Flash"/>, and a text file
    /// with bytes at 0x810000 and above has these once more as EEPROM, fuses and so on.
    /// </summary>
    public IReadOnlyDictionary<MemorySpace, MemoryImage> Images { get; init; } = new Dictionary<MemorySpace, MemoryImage>();

    /// <summary>Record types in ascending order, counted as far as the file could be read; none for ELF and raw.</summary>
    public IReadOnlyList<RecordCount> Records { get; init; } = [];

    public LineEndings LineEndings { get; init; }

    /// <summary>Where execution starts: record 03 or 05, S7 to S9, an ELF file's entry; null where the file does not say.</summary>
    public uint? StartAddress { get; init; }

    /// <summary>The text of an S0 record; null where there is none.</summary>
    public string? Header { get; init; }

    /// <summary>The processor an ELF file is for: <c>AVR</c>, <c>ARM</c>; null for any other format.</summary>
    public string? Machine { get; init; }

    /// <summary>
    /// The image for one memory, or why there is none. A file without ELF's memories is meant for the one it is read for:
    /// an .eep file mostly starts at 0.
    /// </summary>
    public ImageResult Take(MemorySpace space = MemorySpace.Flash)
    {
        if (Faults.Count > 0)
        {
            return new ImageResult(Faults);
        }

        MemorySpace otherwise = Format == ImageFormat.Elf ? space : MemorySpace.Flash;
        return Images.TryGetValue(space, out MemoryImage? image) || Images.TryGetValue(otherwise, out image)
            ? new ImageResult(image, StartAddress)
            : new ImageResult(ImageFaults.NothingFor(Name, space, Images.Keys));
    }
}
