using System.Text.Json;
using IspRecipes.Devices.Images;
using IspRecipes.Devices.Programmers;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Plans;
using IspRecipes.Engine.Steps.Differences;

namespace IspRecipes.Engine.Runs;

/// <summary>A plan as machines read it, with what a look at the chip found under <c>live</c>; schema/plan.schema.json says it all.</summary>
public static class LiveJson
{
    /// <param name="path">Of the recipe.</param>
    /// <param name="plan">What the checks made of it.</param>
    /// <param name="report">Of the look; null where the checks failed and no port was opened.</param>
    public static string Write(string path, Checked<Plan> plan, RunReport? report) => JsonText.Write(json =>
        PlanJson.Write(json, path, plan, live => Write(live, report, plan.Diagnostics)));

    /// <param name="told">With the plan already.</param>
    private static void Write(Utf8JsonWriter json, RunReport? report, IReadOnlyList<Diagnostic> told)
    {
        if (report is null)
        {
            json.WriteNull("live");
            return;
        }

        json.WriteStartObject("live");
        json.WriteNumber("exit", (int)report.Exit);
        json.WriteBoolean("simulated", report.Simulated);
        json.WriteString("programmerIdentity", report.ProgrammerIdentity);
        json.WriteString("port", report.Port);
        json.WriteString("signature", report.Signature);
        json.WritePropertyName("differs");
        if (report.Difference is ChipDifference difference)
        {
            json.WriteBooleanValue(difference.IsPending);
            Write(json, difference);
        }
        else
        {
            json.WriteNullValue();
        }

        JsonText.WriteDiagnostics(json, [.. report.Diagnostics.Except(told)]);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ChipDifference difference)
    {
        json.WriteStartArray("bytes");
        foreach (ByteDifference changed in difference.Bytes)
        {
            Write(json, changed);
        }

        json.WriteEndArray();
        json.WriteStartArray("memories");
        foreach (MemoryDifference memory in difference.Memories)
        {
            json.WriteStartObject();
            json.WriteString("memory", memory.Memory == AvrMemory.Flash ? "flash" : "eeprom");
            json.WriteString("rest", JsonText.Word(memory.Rest));
            json.WriteStartArray("ranges");
            foreach (RangeDifference range in memory.Changed.Concat(memory.Lost))
            {
                Write(json, range);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, ByteDifference changed)
    {
        json.WriteStartObject();
        json.WriteString("byte", changed.Name);
        json.WriteString("before", $"0x{changed.Before:X2}");
        json.WriteString("after", $"0x{changed.After:X2}");
        json.WriteBoolean("wanted", changed.IsWanted);
        json.WriteStartArray("changes");
        foreach (NamedChange change in changed.Changes)
        {
            json.WriteStartObject();
            json.WriteString("field", change.Field);
            json.WriteString("before", change.From);
            json.WriteString("after", change.To);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, RangeDifference range)
    {
        json.WriteStartObject();
        json.WriteString("first", HexAddress.Of(range.First));
        json.WriteString("last", HexAddress.Of(range.Last));
        json.WriteNumber("bytes", range.Bytes);
        json.WriteString("change", JsonText.Word(range.Change));
        json.WriteNumber("differing", range.Differing);
        json.WriteEndObject();
    }
}
