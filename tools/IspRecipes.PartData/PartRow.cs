namespace IspRecipes.PartData;

/// <summary>
/// A line of parts.txt: what no device file says of a part. Columns: id, the part it inherits from or -, aliases,
/// chip erase, flash page, EEPROM and fuse write times in milliseconds, and, where one was read, the datasheet.
/// </summary>
internal sealed record PartRow(
    string Id, string? Inherits, string[] Aliases, double Erase, double Flash, double Eeprom, double Fuse, string? Datasheet)
{
    private const int Columns = 7;

    /// <param name="lines">Those that begin with <c>#</c> are comments.</param>
    public static IReadOnlyList<PartRow> Parse(IEnumerable<string> lines) =>
        [.. lines.Where(line => !line.StartsWith('#')).Select(ParseLine)];

    private static PartRow ParseLine(string line)
    {
        string[] words = line.Split(' ', Columns + 1, StringSplitOptions.RemoveEmptyEntries);
        return new PartRow(
            words[0],
            words[1] == "-" ? null : words[1],
            words[2].Split(','),
            double.Parse(words[3]),
            double.Parse(words[4]),
            double.Parse(words[5]),
            double.Parse(words[6]),
            words.Length > Columns ? words[Columns].Trim() : null);
    }
}
