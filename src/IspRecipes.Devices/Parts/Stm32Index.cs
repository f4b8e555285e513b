using System.Globalization;

namespace IspRecipes.Devices.Parts;

/// <summary>All STM32s with their memories' sizes, family by family, in one small file: the search reads no family.</summary>
internal static class Stm32Index
{
    static Stm32Index()
    {
        List<Stm32FamilyRow> families = [];
        List<Stm32IndexRow> rows = [];
        using StreamReader reader = new(PartFile.Open("stm32/index.txt"));
        while (reader.ReadLine() is string line)
        {
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (!line.StartsWith(' '))
            {
                families.Add(new Stm32FamilyRow(words[0], ushort.Parse(words[1], NumberStyles.HexNumber)));
            }
            else
            {
                rows.Add(Row(families[^1].Id, words));
            }
        }

        rows.Sort((one, other) => string.CompareOrdinal(one.Id, other.Id));
        Families = families;
        Rows = rows;
    }

    /// <summary>In the file's order.</summary>
    public static IReadOnlyList<Stm32FamilyRow> Families { get; }

    /// <summary>In the order of their ids.</summary>
    public static IReadOnlyList<Stm32IndexRow> Rows { get; }

    private static Stm32IndexRow Row(string family, string[] words)
    {
        string[] rams = words[2].Split('+');
        return new Stm32IndexRow(words[0], family, Bytes(words[1]), Bytes(rams[0]), rams.Length > 1 ? Bytes(rams[1]) : 0, words[3..]);
    }

    /// <summary>Bytes of <c>64K</c>.</summary>
    private static uint Bytes(string word) => uint.Parse(word.AsSpan(0, word.Length - 1)) * 1024;
}

/// <summary>A family's line of the index: <c>stm32f1-medium 410</c>; the lines of its parts follow.</summary>
internal sealed record Stm32FamilyRow(string Id, ushort DeviceId);

/// <summary>A part's line of the index: <c>  stm32f103c8 64K 20K bluepill</c>, or with CCM <c>  stm32f303cc 256K 40K+8K</c>.</summary>
/// <param name="Id">Catalogue id.</param>
/// <param name="Family">Catalogue id of its family.</param>
/// <param name="Flash">In bytes.</param>
/// <param name="Sram">In bytes.</param>
/// <param name="Ccm">In bytes; 0 for none.</param>
/// <param name="Aliases">Other names it is found by: boards.</param>
internal sealed record Stm32IndexRow(string Id, string Family, uint Flash, uint Sram, uint Ccm, string[] Aliases)
{
    /// <summary>Where an id has the letter that stands for the number of pins: the <c>c</c> of stm32f103c8.</summary>
    private const int Pins = 9;

    /// <summary>Whether the part goes by <paramref name="name"/>, in any case.</summary>
    public bool IsCalled(string name)
    {
        if (name.StartsWith(Id, StringComparison.OrdinalIgnoreCase))
        {
            return IsOrderEnding(name.AsSpan(Id.Length));
        }

        if (name.Length == Id.Length && name[Pins] is 'x' or 'X')
        {
            return name.AsSpan(0, Pins).Equals(Id.AsSpan(0, Pins), StringComparison.OrdinalIgnoreCase)
                && char.ToLowerInvariant(name[^1]) == Id[^1];
        }

        return Aliases.Contains(name, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>What an order number has behind the id: nothing, or package, temperature range and more: <c>T6</c>, <c>T6TR</c>.</summary>
    private static bool IsOrderEnding(ReadOnlySpan<char> ending) =>
        ending.IsEmpty || ending.Length > 1 && char.IsAsciiLetter(ending[0]) && ending[1] is '3' or '6' or '7';
}
