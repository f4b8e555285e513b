using IspRecipes.Devices.Parts;

namespace IspRecipes.PartData;

/// <summary>The clock rows of a part, from the names of its clock field's values.</summary>
internal static class ClockTable
{
    /// <summary>Lines as <c>------10 internal 8000000</c>: bits of the byte, clock; in the order of the bits.</summary>
    /// <param name="field">SUT_CKSEL, or CKSEL where the datasheet does not table start-up times with it.</param>
    public static IEnumerable<string> Of(AtdfField field)
    {
        FuseField bits = new(field.Name, (byte)field.Mask, "");
        int cksel = FieldWords.Parts(field).Where(part => part.Name != "SUT").Sum(part => part.Mask);
        Dictionary<int, string> clocks = field.Values
            .Select(value => (Bits: (int)bits.Place(value.Value), Clock: ClockNames.ClockOf(value.Name)))
            .Where(pair => pair.Clock is not null)
            .ToDictionary(pair => pair.Bits, pair => pair.Clock!);

        // A start-up time that the datasheet reserves changes nothing of the clock.
        for (int value = 0; value <= bits.Max; value++)
        {
            int place = bits.Place(value);
            string[] same = [.. clocks.Where(pair => (pair.Key & cksel) == (place & cksel)).Select(pair => pair.Value).Distinct()];
            if (same.Length == 1)
            {
                clocks.TryAdd(place, same[0]);
            }
        }

        return Merge(clocks, field.Mask, cksel).Select(row => $"{Pattern(row.Mask, row.Bits)} {row.Clock}");
    }

    /// <summary>Joins rows that differ in one bit only: the start-up bits first, then those of the clock.</summary>
    private static IEnumerable<(int Mask, int Bits, string Clock)> Merge(Dictionary<int, string> clocks, int mask, int cksel)
    {
        HashSet<(int Mask, int Bits, string Clock)> rows = [.. clocks.Select(pair => (mask, pair.Key, pair.Value))];
        IEnumerable<int> order = Enumerable.Range(0, 8).Select(bit => 1 << bit).OrderBy(bit => (bit & cksel) != 0);
        foreach (int bit in order)
        {
            foreach (var row in rows.Where(row => (row.Mask & bit) != 0 && (row.Bits & bit) == 0).ToArray())
            {
                if (rows.Remove(row with { Bits = row.Bits | bit }))
                {
                    rows.Remove(row);
                    rows.Add((row.Mask & ~bit, row.Bits, row.Clock));
                }
            }
        }

        return rows.OrderBy(row => row.Bits);
    }

    private static string Pattern(int mask, int bits) =>
        string.Concat(Enumerable.Range(0, 8).Select(bit => (mask << bit & 0x80) == 0 ? '-' : (bits << bit & 0x80) == 0 ? '0' : '1'));
}
