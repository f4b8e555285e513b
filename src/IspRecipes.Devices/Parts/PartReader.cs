using System.Globalization;
using System.Text.Json;
using IspRecipes.Devices.Images;

namespace IspRecipes.Devices.Parts;

/// <summary>Reads a part from its data file. docs/parts.md describes the format.</summary>
internal sealed class PartReader
{
    private readonly PartFile _file;

    private PartReader(PartFile file) => _file = file;

    public static AvrPart Read(PartIndexRow row)
    {
        using PartFile file = new(row.Id);
        return new PartReader(file).ReadPart(row);
    }

    private AvrPart ReadPart(PartIndexRow row)
    {
        List<FuseByte> fuses = ReadFuses();
        FuseByte lockByte = ReadFuse(FuseId.Lock);
        return new AvrPart
        {
            Id = row.Id,
            Name = _file.Get("name").GetString()!,
            Aliases = row.Aliases,
            SameSignature = SameSignature(row),
            Signature = row.Signature,
            Flash = ReadMemory("flash"),
            Eeprom = ReadMemory("eeprom"),
            EepromPages = _file.Get("eeprom-pages").GetBoolean(),
            Fuses = fuses,
            Lock = lockByte,
            BootSizesInWords = PartTables.BootSizes(fuses),
            BrownOutVolts = PartTables.BrownOutVolts(fuses),
            Clocks = PartFile.Items(_file.Find("clock"), PartTables.ReadClock),
            Old = ReadOld(),
            CalibrationBytes = _file.Get("calibration-bytes").GetInt32(),
            PollReady = _file.Get("poll-ready").GetBoolean(),
            ChipEraseTime = ReadTime("chip-erase"),
            FlashWriteTime = ReadTime("flash"),
            EepromWriteTime = ReadTime("eeprom"),
            FuseWriteTime = ReadTime("fuse"),
            KnowsFields = lockByte.Fields.Count > 0,
            Source = _file.Get("source").GetString()!,
        };
    }

    private static List<string> SameSignature(PartIndexRow row)
    {
        List<string> others = [];
        foreach (PartIndexRow other in PartIndex.Rows)
        {
            if (other.Signature == row.Signature && other.Id != row.Id)
            {
                others.Add(other.Id);
            }
        }

        return others;
    }

    private MemoryRegion ReadMemory(string name)
    {
        uint size = _file.Get(name, "size").GetUInt32();
        return new MemoryRegion(name, 0, size, _file.Get(name, "page").GetInt32());
    }

    private TimeSpan ReadTime(string name) => TimeSpan.FromMilliseconds(_file.Get("times", name).GetDouble());

    private OldInstructions ReadOld()
    {
        OldInstructions old = OldInstructions.None;
        foreach (string word in PartFile.Items(_file.Find("old-instructions"), word => word))
        {
            old |= Enum.Parse<OldInstructions>(word, ignoreCase: true);
        }

        return old;
    }

    private List<FuseByte> ReadFuses()
    {
        List<FuseByte> fuses = [];
        for (FuseId id = FuseId.Low; id <= FuseId.Extended; id++)
        {
            if (_file.Find(NameOf(id)) is not null)
            {
                fuses.Add(ReadFuse(id));
            }
        }

        return fuses;
    }

    private FuseByte ReadFuse(FuseId id)
    {
        string name = NameOf(id);
        FuseField[] fields = PartFile.Items(_file.Find(name, "fields"), ReadField);
        int mask = 0;
        foreach (FuseField field in fields)
        {
            mask |= field.Mask;
        }

        return new FuseByte(id, ReadByte(name, "mask") ?? (byte)mask, ReadByte(name, "factory"), fields)
        {
            Combined = PartFile.Items(_file.Find(name, "combined"), ReadField),
        };
    }

    private byte? ReadByte(string group, string name) => _file.Find(group, name) is JsonElement value
        ? byte.Parse(value.GetString()!, NumberStyles.HexNumber)
        : null;

    private FuseField ReadField(string line)
    {
        FuseField field = PartTables.ReadField(line);
        return field with { Values = PartFile.Items(_file.Find("values", field.Name), PartTables.ReadValue) };
    }

    private static string NameOf(FuseId id) => id switch
    {
        FuseId.Low => "low",
        FuseId.High => "high",
        FuseId.Extended => "extended",
        _ => "lock",
    };
}
