namespace IspRecipes.Devices.Parts;

/// <summary>
/// What finds a part: ids, aliases and signatures of all of them, in one small file, so that the search reads no part.
/// </summary>
internal static class PartIndex
{
    /// <summary>In the order of their ids.</summary>
    public static IReadOnlyList<PartIndexRow> Rows { get; } = Read();

    private static List<PartIndexRow> Read()
    {
        using StreamReader reader = new(PartFile.Open("index.txt"));
        List<PartIndexRow> rows = [];
        while (reader.ReadLine() is string line)
        {
            string[] words = line.Split(' ');
            byte[] signature = Convert.FromHexString(words[1]);
            rows.Add(new PartIndexRow(words[0], new Signature(signature[0], signature[1], signature[2]), words[2..]));
        }

        return rows;
    }
}

/// <summary>A line of the index: <c>atmega328p 1E950F m328p</c>.</summary>
/// <param name="Id">Catalogue id.</param>
/// <param name="Signature">What the chip answers with.</param>
/// <param name="Aliases">Other names it is found by.</param>
internal sealed record PartIndexRow(string Id, Signature Signature, IReadOnlyList<string> Aliases)
{
    /// <summary>True for an AVR within another product (ATA6614Q), and for another maker's (LGT8F328P).</summary>
    public bool IsDerived => Id.StartsWith("ata", StringComparison.Ordinal) || !Id.StartsWith("at", StringComparison.Ordinal);

    /// <summary>Whether the part goes by <paramref name="name"/>, in any case.</summary>
    public bool IsCalled(string name)
    {
        if (Same(Id, name))
        {
            return true;
        }

        foreach (string alias in Aliases)
        {
            if (Same(alias, name))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Same(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);
}
