using System.Globalization;
using System.Text.Json;

namespace IspRecipes.PartData;

/// <summary>Where a device file is wrong, and what the datasheet says instead: corrections.json.</summary>
internal sealed class Corrections(IReadOnlyList<Correction> all)
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNameCaseInsensitive = true,
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
    };

    private readonly HashSet<Correction> _used = [];

    public static Corrections Parse(string json) => new(JsonSerializer.Deserialize<List<Correction>>(json, Options)!);

    /// <summary>Corrections that changed nothing: the device file was repaired, or never said so.</summary>
    public IEnumerable<Correction> Unused => all.Where(correction => !_used.Contains(correction));

    public AtdfPart Apply(string id, AtdfPart part)
    {
        foreach (Correction correction in all.Where(correction => correction.Parts.Contains(id)))
        {
            AtdfByte[] bytes = [.. part.Bytes.Select(fuse => Apply(correction, fuse))];
            AtdfPart corrected = part with
            {
                Bytes = bytes,
                CalibrationBytes = correction.Calibration ?? part.CalibrationBytes,
                EepromPages = correction.EepromPages ?? part.EepromPages,
                PollReady = correction.PollReady ?? part.PollReady,
                OldInstructions = correction.OldInstructions ?? part.OldInstructions,
                Eeprom = part.Eeprom with { Page = correction.EepromPage ?? part.Eeprom.Page },
            };
            if (!bytes.SequenceEqual(part.Bytes) || (corrected with { Bytes = part.Bytes }) != part)
            {
                _used.Add(correction);
            }

            part = corrected;
        }

        return part;
    }

    private static AtdfByte Apply(Correction correction, AtdfByte fuse)
    {
        if (correction.Byte is not null && correction.Byte == fuse.Name && correction.Factory is not null)
        {
            int factory = int.Parse(correction.Factory, NumberStyles.HexNumber);
            return fuse.Factory == factory ? fuse : fuse with { Factory = factory };
        }

        if (correction.Field is null || !fuse.Fields.Any(field => field.Name == correction.Field))
        {
            return fuse;
        }

        return fuse with
        {
            Fields = [.. fuse.Fields.Select(field => field.Name == correction.Field ? Apply(correction, field) : field)],
        };
    }

    private static AtdfField Apply(Correction correction, AtdfField field)
    {
        IEnumerable<AtdfValue> values = field.Values;
        if (correction.Values is not null)
        {
            values = correction.Values.Select(pair => new AtdfValue(int.Parse(pair.Key, NumberStyles.HexNumber), pair.Value));
            values = [.. field.Values.Where(value => !correction.Values.ContainsKey($"{value.Value:X2}")), .. values];
        }

        return field with
        {
            Name = correction.Rename ?? field.Name,
            Mask = correction.Mask is null ? field.Mask : int.Parse(correction.Mask, NumberStyles.HexNumber),
            Values = [.. values.Where(value => value.Name.Length > 0)],
        };
    }
}

/// <summary>One correction; numbers of bits and values are hexadecimal, as in the part data.</summary>
internal sealed record Correction
{
    public required string[] Parts { get; init; }

    public required string Reason { get; init; }

    /// <summary>A byte (low, high, extended, lock) whose factory value is wrong.</summary>
    public string? Byte { get; init; }

    public string? Factory { get; init; }

    /// <summary>A field whose name, mask or values are wrong.</summary>
    public string? Field { get; init; }

    public string? Rename { get; init; }

    public string? Mask { get; init; }

    /// <summary>Names by value; an empty name takes the value away.</summary>
    public Dictionary<string, string>? Values { get; init; }

    public int? Calibration { get; init; }

    public bool? EepromPages { get; init; }

    public int? EepromPage { get; init; }

    public bool? PollReady { get; init; }

    public string[]? OldInstructions { get; init; }
}
