using System.Text.Json;

namespace IspRecipes.Devices.Parts;

/// <summary>Reads a family from its data file. docs/parts.md describes the format.</summary>
internal sealed class Stm32FamilyReader
{
    private readonly PartFile _file;

    private Stm32FamilyReader(PartFile file) => _file = file;

    public static Stm32Family Read(string id)
    {
        using PartFile file = new(id, "stm32/");
        return new Stm32FamilyReader(file).ReadFamily(id);
    }

    private Stm32Family ReadFamily(string id) => new()
    {
        Id = id,
        Name = _file.Get("name").GetString()!,
        DeviceId = (ushort)Number(_file.Get("device-id")),
        Core = _file.Get("core").GetString()!,
        DebugPortIds = PartFile.Items(_file.Find("debug-port-ids"), Number),
        CpuIds = PartFile.Items(_file.Find("cpu-ids"), Number),
        DebugIdAddress = Number(_file.Get("debug-id")),
        FreezeAddress = Number(_file.Get("freeze", "address")),
        FreezeBits = Number(_file.Get("freeze", "bits")),
        FlashSizeAddress = Number(_file.Get("flash-size")),
        UniqueIdAddress = Number(_file.Get("unique-id")),
        Controller = Enum.Parse<FlashController>(_file.Get("controller").GetString()!),
        FlashRegisters = Number(_file.Get("flash-registers")),
        PageSize = _file.Get("page").GetInt32(),
        LargestFlash = _file.Get("largest-flash").GetUInt32(),
        SecondBank = _file.Find("second-bank") is JsonElement bank ? Number(bank) : null,
        PagesPerProtectionBit = _file.Get("pages-per-protection-bit").GetInt32(),
        ReadProtectionOff = (byte)Number(_file.Get("read-protection", "off")),
        ReadProtectionForEver = _file.Find("read-protection", "for-ever") is JsonElement level ? (byte)Number(level) : null,
        HasOptionLaunch = _file.Get("option-launch").GetBoolean(),
        UserShift = _file.Get("user-shift").GetInt32(),
        Options = ReadOptions(),
        Revisions = ReadNames("revisions", name => name),
        Clones = ReadNames("clones", ReadClone),
        Source = _file.Get("source").GetString()!,
    };

    private List<OptionByte> ReadOptions()
    {
        List<OptionByte> options = [];
        foreach (OptionByteId id in Enum.GetValues<OptionByteId>())
        {
            string name = id.ToString().ToLowerInvariant();
            if (_file.Find(name) is not null)
            {
                byte factory = (byte)Number(_file.Get(name, "factory"));
                options.Add(new OptionByte(id, factory, PartFile.Items(_file.Get(name, "fields"), ReadField)));
            }
        }

        return options;
    }

    private FuseField ReadField(string line)
    {
        FuseField field = PartTables.ReadField(line);
        return field with { Values = PartFile.Items(_file.Find("values", field.Name), PartTables.ReadValue) };
    }

    /// <summary>Lines such as <c>2003 Y</c>: a REV_ID in hexadecimal, what it is the mark of.</summary>
    private Dictionary<ushort, T> ReadNames<T>(string entry, Func<string, T> read)
    {
        Dictionary<ushort, T> names = [];
        foreach (FuseValue line in PartFile.Items(_file.Find(entry), PartTables.ReadValue))
        {
            names.Add((ushort)line.Value, read(line.Name));
        }

        return names;
    }

    /// <summary><c>GD32F3x0 f0</c>: the clone's name, and whether it loads and shows option bytes as F0 or F1 does, where that is known.</summary>
    private static Stm32Clone ReadClone(string name)
    {
        string[] words = name.Split(' ');
        return new Stm32Clone(words[0], words.Length > 1 ? words[1] == "f0" : null);
    }

    private static uint Number(JsonElement value) => Number(value.GetString()!);

    private static uint Number(string hexadecimal) => Convert.ToUInt32(hexadecimal, 16);
}
