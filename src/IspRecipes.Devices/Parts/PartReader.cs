using System.Globalization;
using System.Text.Json;
using IspRecipes.Devices.Images;

namespace IspRecipes.Devices.Parts;

/// <summary>Reads a part's data file and the files it inherits from: what the nearest file says counts.</summary>
internal sealed class PartReader : IDisposable
{
    private static readonly JsonDocumentOptions WithComments = new() { CommentHandling = JsonCommentHandling.Skip };

    /// <summary>The part's own file first.</summary>
    private readonly List<JsonDocument> _files = [];

    private PartReader(string id)
    {
        for (string? next = id; next is not null;)
        {
            using Stream stream = PartCatalog.Open(next);
            JsonDocument file = JsonDocument.Parse(stream, WithComments);
            _files.Add(file);
            next = file.RootElement.TryGetProperty("inherits", out JsonElement parent) ? parent.GetString() : null;
        }
    }

    public void Dispose() => _files.ForEach(file => file.Dispose());

    public static AvrPart Read(string id)
    {
        using PartReader reader = new(id);
        return reader.ReadPart(id);
    }

    private AvrPart ReadPart(string id) => new()
    {
        Id = id,
        Name = Get("name").GetString()!,
        Aliases = PartCatalog.AliasesOf(id),
        SameSignature = ReadList("same-signature", item => item.GetString()!),
        Signature = ReadSignature(),
        Flash = ReadMemory("flash"),
        Eeprom = ReadMemory("eeprom"),
        EepromPages = Get("eeprom-pages").GetBoolean(),
        Fuses = ReadFuses(),
        Lock = ReadFuse(FuseId.Lock),
        BootSizesInWords = ReadList("boot-words", item => item.GetInt32()),
        BrownOutVolts = ReadList<double?>(
            "brown-out-volts", item => item.ValueKind == JsonValueKind.Null ? null : item.GetDouble()),
        CalibrationBytes = Get("calibration-bytes").GetInt32(),
        PollReady = Get("poll-ready").GetBoolean(),
        ChipEraseTime = ReadTime("chip-erase"),
        FlashWriteTime = ReadTime("flash"),
        EepromWriteTime = ReadTime("eeprom"),
        FuseWriteTime = ReadTime("fuse"),
        Source = Get("source").GetString()!,
    };

    private JsonElement? Find(string name)
    {
        foreach (JsonDocument file in _files)
        {
            if (file.RootElement.TryGetProperty(name, out JsonElement value))
            {
                return value;
            }
        }

        return null;
    }

    private JsonElement Get(string name) =>
        Find(name) ?? throw new InvalidOperationException($"the part data has no '{name}'");

    private T[] ReadList<T>(string name, Func<JsonElement, T> read) =>
        Find(name) is JsonElement list ? ReadItems(list, read) : [];

    // Loops, not LINQ: over structs such as JsonElement it would be compiled anew at each start.
    private static T[] ReadItems<T>(JsonElement list, Func<JsonElement, T> read)
    {
        T[] items = new T[list.GetArrayLength()];
        for (int index = 0; index < items.Length; index++)
        {
            items[index] = read(list[index]);
        }

        return items;
    }

    private Signature ReadSignature()
    {
        byte[] bytes = Convert.FromHexString(Get("signature").GetString()!.Replace(" ", "", StringComparison.Ordinal));
        return new Signature(bytes[0], bytes[1], bytes[2]);
    }

    private MemoryRegion ReadMemory(string name)
    {
        JsonElement memory = Get(name);
        return new MemoryRegion(name, 0, memory.GetProperty("size").GetUInt32(), memory.GetProperty("page").GetInt32());
    }

    private TimeSpan ReadTime(string name) => TimeSpan.FromMilliseconds(Get("times").GetProperty(name).GetDouble());

    private List<FuseByte> ReadFuses()
    {
        List<FuseByte> fuses = [];
        for (FuseId id = FuseId.Low; id <= FuseId.Extended; id++)
        {
            if (Find(NameOf(id)) is not null)
            {
                fuses.Add(ReadFuse(id));
            }
        }

        return fuses;
    }

    private FuseByte ReadFuse(FuseId id)
    {
        JsonElement fuse = Get(NameOf(id));
        FuseField[] fields = ReadItems(fuse.GetProperty("fields"), line => ReadField(line.GetString()!));
        int mask = 0;
        foreach (FuseField field in fields)
        {
            mask |= field.Mask;
        }

        byte factory = byte.Parse(fuse.GetProperty("factory").GetString()!, NumberStyles.HexNumber);
        return new FuseByte(id, (byte)mask, factory, fields);
    }

    /// <summary>A field's line, <c>5:4 SUT start-up time</c>: highest and lowest bit, name, meaning.</summary>
    private static FuseField ReadField(string line)
    {
        string[] words = line.Split(' ', 3);
        string[] bits = words[0].Split(':');
        int highest = int.Parse(bits[0]);
        int lowest = int.Parse(bits[^1]);
        return new FuseField(words[1], (byte)((1 << highest + 1) - (1 << lowest)), words[2]);
    }

    private static string NameOf(FuseId id) => id switch
    {
        FuseId.Low => "low",
        FuseId.High => "high",
        FuseId.Extended => "extended",
        _ => "lock",
    };
}
