using System.Globalization;
using System.Numerics;
using System.Text.Json.Nodes;

namespace IspRecipes.PartData;

/// <summary>A part's data as the catalogue reads it, inheriting nothing yet.</summary>
internal static class PartDocument
{
    private static readonly string[] Bytes = ["low", "high", "extended", "lock"];

    public static JsonObject Of(AtdfPart part, PartRow row)
    {
        JsonObject document = new()
        {
            ["name"] = part.Name,
            ["aliases"] = new JsonArray([.. row.Aliases.Select(alias => JsonValue.Create(alias))]),
            ["signature"] = string.Join(' ', part.Signature.Select(value => $"{value:X2}")),
            ["flash"] = new JsonObject
            {
                ["size"] = part.Flash.Size,
                ["page"] = part.OldInstructions.Contains("flash") ? 1 : part.Flash.Page,
            },
            ["eeprom"] = new JsonObject { ["size"] = part.Eeprom.Size, ["page"] = part.Eeprom.Page },
            ["eeprom-pages"] = part.EepromPages,
            ["poll-ready"] = part.PollReady,
            ["calibration-bytes"] = part.CalibrationBytes,
            ["times"] = new JsonObject
            {
                ["chip-erase"] = row.Erase,
                ["flash"] = row.Flash,
                ["eeprom"] = row.Eeprom,
                ["fuse"] = row.Fuse,
            },
        };
        if (part.OldInstructions.Count > 0)
        {
            document["old-instructions"] = List(part.OldInstructions);
        }

        foreach (string name in Bytes)
        {
            document[name] = part.Bytes.FirstOrDefault(fuse => fuse.Name == name) is AtdfByte found ? FuseOf(found) : null;
        }

        document["values"] = ValuesOf(part);
        document["clock"] = ClockOf(part);
        document["source"] = (row.Datasheet is null ? "" : row.Datasheet + "; ") + $"Microchip device file {part.Name}.atdf";
        return document;
    }

    private static JsonObject FuseOf(AtdfByte fuse)
    {
        int mask = fuse.Fields.Aggregate(0, (bits, field) => bits | field.Mask);
        IEnumerable<string> fields =
            from field in fuse.Fields
            from part in FieldWords.Parts(field)
            orderby part.Mask descending
            select Line(part);
        JsonObject document = new()
        {
            ["factory"] = $"{(fuse.Factory | ~mask) & 0xFF:X2}",
            ["fields"] = List(fields),
        };
        string[] combined = [.. fuse.Fields.Where(field => FieldWords.Parts(field).Count() > 1).Select(Line)];
        if (combined.Length > 0)
        {
            document["combined"] = List(combined);
        }

        return document;
    }

    private static JsonObject ValuesOf(AtdfPart part)
    {
        JsonObject values = [];
        foreach (AtdfField field in part.Bytes.SelectMany(fuse => fuse.Fields).Where(field => field.Values.Count > 0))
        {
            int digits = field.Name.Contains("CKSEL", StringComparison.Ordinal) ? 2 : 1;
            values[field.Name] = List(Distinct(field).Select(value =>
                $"{value.Value.ToString($"X{digits}", CultureInfo.InvariantCulture)} {value.Name}"));
        }

        return values;
    }

    /// <summary>
    /// Ascending; of a boot section only its size, for the starts are wrong in places; whether a value is the factory's
    /// is not its name; of values with one name the first keeps it and the others have their number added.
    /// </summary>
    private static IEnumerable<AtdfValue> Distinct(AtdfField field)
    {
        HashSet<string> seen = [];
        foreach (AtdfValue value in field.Values.OrderBy(value => value.Value))
        {
            string name = field.Name == "BOOTSZ" ? value.Name.Split('_')[0] : value.Name.Replace("_DEFAULT", "", StringComparison.Ordinal);
            yield return value with { Name = seen.Add(name) ? name : $"{name}_{value.Value:X2}" };
        }
    }

    private static JsonArray ClockOf(AtdfPart part)
    {
        AtdfField? field = part.Bytes.SelectMany(fuse => fuse.Fields)
            .FirstOrDefault(field => field.Name.Contains("CKSEL", StringComparison.Ordinal));
        IEnumerable<string> lines = field is null ? [] : ClockTable.Of(field);
        // ULPOSCSEL, in another byte, chooses 32 to 512 kHz.
        bool choosesSlow = part.Bytes.Any(fuse => fuse.Fields.Any(found => found.Name == "ULPOSCSEL"));
        return List(lines.Select(line => choosesSlow ? line.Replace("internal-slow 32000", "internal-slow 32000 512000", StringComparison.Ordinal) : line));
    }

    private static string Line(AtdfField field) => $"{BitsOf(field.Mask)} {field.Name} {FieldWords.Of(field)}";

    /// <summary>Runs of bits, highest first: <c>7,5:0</c>.</summary>
    private static string BitsOf(int mask)
    {
        List<string> runs = [];
        while (mask != 0)
        {
            int highest = BitOperations.Log2((uint)mask);
            int lowest = highest;
            while (lowest > 0 && (mask >> (lowest - 1) & 1) != 0)
            {
                lowest--;
            }

            runs.Add(lowest == highest ? $"{highest}" : $"{highest}:{lowest}");
            mask &= (1 << lowest) - 1;
        }

        return string.Join(',', runs);
    }

    private static JsonArray List(IEnumerable<string> lines) => new([.. lines.Select(line => JsonValue.Create(line))]);
}
