using IspRecipes.Devices.Images;
using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Runs;

namespace IspRecipes.Cli.Output;

/// <summary>The AVRs of the catalogue: a line of each, all of one, and that as data.</summary>
internal static class AvrPartText
{
    public static void List(TextWriter writer) => Columns.Write(
        writer, ["PART", "SIGNATURE", "FLASH", "PAGE", "EEPROM", "FUSES", "NOTES"], [.. AvrCatalog.All.Select(Row)]);

    public static void Describe(TextWriter writer, AvrPart part)
    {
        string aliases = part.Aliases.Count > 0 ? $", also called {string.Join(", ", part.Aliases)}" : "";
        writer.WriteLine($"{part.Name}, signature {part.Signature}{aliases}");
        writer.WriteLine($"flash   {Memory(part.Flash)}");
        writer.WriteLine($"eeprom  {Memory(part.Eeprom)}");
        if (part.BootSizesInWords.Count > 0)
        {
            IEnumerable<string> sections = part.BootSizesInWords.Select((words, value) =>
                $"BOOTSZ={value}: {words} words at 0x{part.Flash.Size - (uint)words * 2:X}");
            writer.WriteLine($"boot    {string.Join(", ", sections)}");
        }

        foreach (FuseByte fuse in part.Fuses.Append(part.Lock))
        {
            Describe(writer, fuse);
        }

        foreach (string note in Notes(part))
        {
            writer.WriteLine($"Note: {note}.");
        }

        if (part.SameSignature.Count > 0)
        {
            writer.WriteLine($"Answers with the same signature: {string.Join(", ", part.SameSignature)}.");
        }

        writer.WriteLine($"Source: {part.Source}");
    }

    public static object Document(AvrPart part) => new
    {
        Kind = "avr",
        part.Id,
        part.Name,
        part.Aliases,
        Signature = part.Signature.ToString(),
        Flash = new { part.Flash.Size, Page = part.Flash.PageSize },
        Eeprom = new { part.Eeprom.Size, Page = part.Eeprom.PageSize },
        BootSizesInWords = part.BootSizesInWords,
        Fuses = part.Fuses.Append(part.Lock).Select(fuse => new
        {
            Name = Name(fuse.Id),
            Mask = $"0x{fuse.Mask:X2}",
            Factory = fuse.Factory is { } value ? $"0x{value:X2}" : null,
            Fields = fuse.Fields.Concat(fuse.Combined)
                .Select(field => new { field.Name, Mask = $"0x{field.Mask:X2}", field.Description, field.Values }),
        }),
        Notes = Notes(part),
        part.SameSignature,
        part.Source,
    };

    private static string[] Row(AvrPart part) =>
    [
        part.Id,
        part.Signature.ToString(),
        $"{part.Flash.Size / 1024} KiB",
        $"{part.Flash.PageSize}",
        $"{part.Eeprom.Size}",
        string.Join(", ", part.Fuses.Select(fuse => Name(fuse.Id))),
        string.Join("; ", Notes(part)),
    ];

    private static IEnumerable<string> Notes(AvrPart part)
    {
        if ((part.Old & (OldInstructions.Flash | OldInstructions.Fuses)) != 0)
        {
            yield return "listed only: old instructions";
        }
        else if (part.Old.HasFlag(OldInstructions.Lock))
        {
            yield return "lock bits by old instructions, not written";
        }

        if (!part.KnowsFields)
        {
            yield return "fields not known";
        }
    }

    private static string Memory(MemoryRegion region) => region.Size == 0 ? "none"
        : $"{Phrases.Bytes(region.Size)}, written {(region.PageSize == 1 ? "byte by byte" : $"in pages of {region.PageSize}")}";

    private static void Describe(TextWriter writer, FuseByte fuse)
    {
        string factory = fuse.Factory is { } value ? $", factory 0x{value:X2}" : "";
        writer.WriteLine($"{Name(fuse.Id)}: bits 0x{fuse.Mask:X2}{factory}");
        if (fuse.Fields.Count > 0)
        {
            Columns.Write(writer, ["  FIELD", "BITS", "WHAT IT IS"],
                [.. fuse.Fields.Concat(fuse.Combined).Select(field => new[] { $"  {field.Name}", FuseTables.Bits(field), field.Description })]);
        }

        DescribeValues(writer, fuse);
    }

    /// <summary>The names of a field's values, a line for a few and a table for many.</summary>
    private static void DescribeValues(TextWriter writer, FuseByte fuse)
    {
        foreach (FuseField field in fuse.Fields.Concat(fuse.Combined).Where(field => field.Values.Count > 0))
        {
            IEnumerable<string> values = field.Values.Select(value => $"{value.Value}={value.Name}");
            string separator = field.Values.Count <= 8 ? " " : "\n    ";
            writer.WriteLine($"  {field.Name}:{separator}{string.Join(separator, values)}");
        }
    }

    private static string Name(FuseId id) => id.ToString().ToLowerInvariant();
}
