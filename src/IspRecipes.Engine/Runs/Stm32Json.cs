using System.Text.Json;
using IspRecipes.Devices.Parts;
using IspRecipes.Devices.Targets;
using IspRecipes.Engine.Steps.Stm32;

namespace IspRecipes.Engine.Runs;

/// <summary>An STM32 in a report, as schema/report.schema.json says.</summary>
internal static class Stm32Json
{
    public static void Write(Utf8JsonWriter json, Stm32Record record)
    {
        Stm32Identity identity = record.Identity;
        json.WriteString("family", record.Part.Family.Id);
        json.WriteString("deviceId", $"0x{identity.DeviceId:X3}");
        json.WriteString("revision", $"0x{identity.Revision:X4}");
        json.WriteString("debugPortId", $"0x{identity.DebugPortId:X8}");
        json.WriteString("cpuId", $"0x{identity.CpuId:X8}");
        json.WriteString("uniqueId", identity.UniqueId);
        json.WriteString("clone", identity.CloneMark);
        json.WriteNumber("flashBytes", record.Part.Flash.Size);
        json.WriteBoolean("flashErased", record.FlashErased);
        json.WriteNumber("pagesChanged", record.PagesChanged);
        WriteOptions(json, "optionsBefore", record.Part.Family, record.Before);
        WriteOptions(json, "optionsAfter", record.Part.Family, record.After);
        json.WriteStartArray("optionChanges");
        foreach (OptionChange change in record.Changes)
        {
            json.WriteStartObject();
            json.WriteString("byte", OptionNames.Of(change.Byte));
            json.WriteString("field", change.Field.Name);
            json.WriteString("before", change.From);
            json.WriteString("after", change.To);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>By name; empty where they were not read, and null for RDP of a chip that tells only that it is protected.</summary>
    private static void WriteOptions(Utf8JsonWriter json, string name, Stm32Family family, OptionBytes? options)
    {
        json.WriteStartObject(name);
        foreach (OptionByteId id in options is null ? [] : family.Options.Select(option => option.Id))
        {
            bool isTold = id != OptionByteId.Rdp || family.ProtectionLevel(options![id]) != 1;
            json.WriteString(OptionNames.Of(id), isTold ? $"0x{options![id]:X2}" : null);
        }

        json.WriteEndObject();
    }
}
