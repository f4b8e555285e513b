using System.Globalization;
using System.Xml.Linq;
using IspRecipes.Devices.Parts;

namespace IspRecipes.PartData;

/// <summary>What one of Microchip's device files (.atdf, XML) says about a part.</summary>
internal sealed record AtdfPart
{
    /// <summary>As Microchip writes it: <c>ATmega328P</c>.</summary>
    public required string Name { get; init; }

    public required byte[] Signature { get; init; }

    public required AtdfMemory Flash { get; init; }

    public required AtdfMemory Eeprom { get; init; }

    public required int CalibrationBytes { get; init; }

    /// <summary>True where an STK500 is told to use the EEPROM's page instructions (IspProgramEeprom_mode, bit 0).</summary>
    public required bool EepromPages { get; init; }

    /// <summary>What the part does by instructions of its own, lower case: <c>flash</c> where an STK500 is told to write single bytes.</summary>
    public required IReadOnlyList<string> OldInstructions { get; init; }

    /// <summary>True where an STK500 is told to poll RDY/BSY after a chip erase (IspChipErase_pollMethod).</summary>
    public required bool PollReady { get; init; }

    /// <summary>Fuse bytes by offset, then the lock byte.</summary>
    public required IReadOnlyList<AtdfByte> Bytes { get; init; }

    public static AtdfPart Read(XDocument file)
    {
        XElement device = file.Descendants("device").First();
        return new AtdfPart
        {
            Name = Word(device, "name"),
            Signature = [.. Enumerable.Range(0, 3).Select(index => (byte)Property($"SIGNATURE{index}"))],
            Flash = Memory("flash", "FLASH"),
            Eeprom = Memory("eeprom", "EEPROM"),
            CalibrationBytes = Segment("osccal", "OSCCAL") is XElement osccal ? Number(osccal, "size") : 0,
            EepromPages = (Property("IspProgramEeprom_mode") & 1) != 0,
            OldInstructions = (Property("IspProgramFlash_mode") & 1) == 0 ? ["flash"] : [],
            PollReady = Property("IspChipErase_pollMethod") == 1,
            Bytes = [.. BytesOf(file, "FUSE").OrderBy(fuse => fuse.Offset), .. BytesOf(file, "LOCKBIT")],
        };

        AtdfMemory Memory(string type, string name)
        {
            XElement segment = Segment(type, name)!;
            return new AtdfMemory(Number(segment, "size"), segment.Attribute("pagesize") is null ? 1 : Number(segment, "pagesize"));
        }

        XElement? Segment(string type, string name) => device.Descendants("memory-segment")
            .FirstOrDefault(segment => Word(segment, "type") == type && Word(segment, "name") == name);

        int Property(string name) => Number(
            device.Descendants("property").First(property => Word(property, "name") == name), "value");
    }

    private static IEnumerable<AtdfByte> BytesOf(XDocument file, string module) =>
        from register in file.Descendants("module").Where(found => Word(found, "name") == module).Descendants("register")
        let groups = register.Ancestors("module").First().Elements("value-group")
        select new AtdfByte(
            module == "LOCKBIT",
            Number(register, "offset"),
            Number(register, "initval"),
            [.. register.Elements("bitfield").Select(field => FieldOf(field, groups))]);

    private static AtdfField FieldOf(XElement field, IEnumerable<XElement> groups)
    {
        int mask = Number(field, "mask");
        XElement? values = groups.FirstOrDefault(group => Word(group, "name") == field.Attribute("values")?.Value);
        return new AtdfField(
            Word(field, "name"),
            mask,
            Word(field, "caption"),
            [.. values?.Elements("value").Select(value => new AtdfValue(Moved(Number(value, "value"), mask), Word(value, "name"))) ?? []]);
    }

    /// <summary>A value whose field has gaps is written with the gaps: the field's bits, moved together.</summary>
    private static int Moved(int value, int mask)
    {
        int lowest = mask & -mask;
        bool hasGaps = (mask + lowest & mask) != 0;
        return hasGaps ? new FuseField("", (byte)mask, "").Extract((byte)(value * lowest)) : value;
    }

    private static string Word(XElement element, string attribute) => element.Attribute(attribute)?.Value ?? "";

    private static int Number(XElement element, string attribute)
    {
        string text = Word(element, attribute);
        return text.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
            ? int.Parse(text.AsSpan(2), NumberStyles.HexNumber)
            : int.Parse(text);
    }
}

/// <summary>A memory's bytes, in all and in a page.</summary>
internal sealed record AtdfMemory(int Size, int Page);

/// <summary>A fuse byte or the lock byte; offset 0 is low, 1 high, 2 extended.</summary>
internal sealed record AtdfByte(bool IsLock, int Offset, int Factory, IReadOnlyList<AtdfField> Fields)
{
    /// <summary>Its name in the part data.</summary>
    public string Name => IsLock ? "lock" : Offset switch { 0 => "low", 1 => "high", _ => "extended" };
}

/// <summary>A field; its values are its bits, moved together.</summary>
internal sealed record AtdfField(string Name, int Mask, string Caption, IReadOnlyList<AtdfValue> Values);

/// <summary>A value that has a name.</summary>
internal sealed record AtdfValue(int Value, string Name);
