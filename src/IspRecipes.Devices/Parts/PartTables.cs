using System.Globalization;

namespace IspRecipes.Devices.Parts;

/// <summary>The lines of a part's tables, and what the names of field values say.</summary>
internal static class PartTables
{
    /// <summary>A field's line, <c>5:4 SUT start-up time</c>: its bits, name, meaning. Bits apart are <c>7,5:0</c>.</summary>
    public static FuseField ReadField(string line)
    {
        string[] words = line.Split(' ', 3);
        int mask = 0;
        foreach (string run in words[0].Split(','))
        {
            string[] bits = run.Split(':');
            int highest = int.Parse(bits[0]);
            int lowest = int.Parse(bits[^1]);
            mask |= (1 << highest + 1) - (1 << lowest);
        }

        return new FuseField(words[1], (byte)mask, words[2]);
    }

    /// <summary>A value's line, <c>02 INTRCOSC_8MHZ_6CK_14CK_0MS</c>: the field's value in hexadecimal, name.</summary>
    public static FuseValue ReadValue(string line)
    {
        int space = line.IndexOf(' ', StringComparison.Ordinal);
        return new FuseValue(int.Parse(line.AsSpan(0, space), NumberStyles.HexNumber), line[(space + 1)..]);
    }

    /// <summary>
    /// A clock's line, <c>----100- crystal 400000 900000</c>: the bits of the clock fuse, highest first, class, lowest and
    /// highest frequency in hertz; <c>?</c> for none, one number for both.
    /// </summary>
    public static ClockRow ReadClock(string line)
    {
        string[] words = line.Split(' ');
        int mask = 0;
        int bits = 0;
        foreach (char bit in words[0])
        {
            mask = mask << 1 | (bit == '-' ? 0 : 1);
            bits = bits << 1 | (bit == '1' ? 1 : 0);
        }

        double? min = words.Length > 2 ? Hertz(words[2]) : null;
        double? max = words.Length > 3 ? Hertz(words[3]) : min;
        return new ClockRow((byte)mask, (byte)bits, new ClockChoice(ClassOf(words[1]), min, max));
    }

    /// <summary>Words by value of BOOTSZ, from names such as <c>2048W</c>; empty without BOOTSZ.</summary>
    public static int[] BootSizes(IReadOnlyList<FuseByte> fuses)
    {
        FuseField? field = Field(fuses, "BOOTSZ");
        int[] words = new int[field is null ? 0 : field.Max + 1];
        foreach (FuseValue value in field?.Values ?? [])
        {
            words[value.Value] = int.Parse(value.Name.AsSpan(0, value.Name.Length - 1));
        }

        return words;
    }

    /// <summary>Volts by value of BODLEVEL, from names such as <c>2V7</c>; null for one that is reserved or off.</summary>
    public static double?[] BrownOutVolts(IReadOnlyList<FuseByte> fuses)
    {
        FuseField? field = Field(fuses, "BODLEVEL");
        double?[] volts = new double?[field is null ? 0 : field.Max + 1];
        foreach (FuseValue value in field?.Values ?? [])
        {
            if (value.Name is [>= '0' and <= '9', 'V', ..])
            {
                volts[value.Value] = double.Parse(value.Name.Replace('V', '.'), CultureInfo.InvariantCulture);
            }
        }

        return volts;
    }

    private static FuseField? Field(IReadOnlyList<FuseByte> fuses, string name)
    {
        foreach (FuseByte fuse in fuses)
        {
            if (fuse.Field(name) is FuseField field)
            {
                return field;
            }
        }

        return null;
    }

    private static double? Hertz(string word) => word == "?" ? null : double.Parse(word, CultureInfo.InvariantCulture);

    private static ClockClass ClassOf(string word) => word switch
    {
        "external" => ClockClass.External,
        "internal" => ClockClass.Internal,
        "internal-slow" => ClockClass.InternalSlow,
        "external-rc" => ClockClass.ExternalRc,
        "watch-crystal" => ClockClass.WatchCrystal,
        "crystal" => ClockClass.Crystal,
        _ => throw new FormatException($"no clock class '{word}'"),
    };
}
