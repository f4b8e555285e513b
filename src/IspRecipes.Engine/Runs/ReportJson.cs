using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using IspRecipes.Devices.Links;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Plans;

namespace IspRecipes.Engine.Runs;

/// <summary>Writes a report as schema/report.schema.json says.</summary>
public static class ReportJson
{
    private static readonly JsonWriterOptions Layout = new()
    {
        Indented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Write(RunReport report)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Layout))
        {
            WriteReport(json, report);
        }

        return Encoding.UTF8.GetString(buffer.ToArray()) + "\n";
    }

    private static void WriteReport(Utf8JsonWriter json, RunReport report)
    {
        json.WriteStartObject();
        json.WriteNumber("version", RunReport.SchemaVersion);
        json.WriteString("outcome", OutcomeOf(report.Exit));
        json.WriteNumber("exit", (int)report.Exit);
        json.WriteBoolean("simulated", report.Simulated);
        json.WriteString("startedAt", report.StartedAt);
        WriteSeconds(json, report.Elapsed);
        WriteCost(json, report.Cost);
        WriteWhat(json, report);
        WriteChip(json, report);
        json.WriteStartArray("steps");
        foreach (StepRecord step in report.Steps)
        {
            WriteStep(json, step);
        }

        json.WriteEndArray();
        json.WriteStartArray("diagnostics");
        foreach (Diagnostic diagnostic in report.Diagnostics)
        {
            WriteDiagnostic(json, diagnostic);
        }

        json.WriteEndArray();
        json.WritePropertyName("failure");
        if (report.Failure is Diagnostic failure)
        {
            WriteDiagnostic(json, failure);
        }
        else
        {
            json.WriteNullValue();
        }

        json.WriteEndObject();
    }

    private static void WriteWhat(Utf8JsonWriter json, RunReport report)
    {
        json.WriteStartObject("recipe");
        json.WriteString("name", report.Recipe);
        json.WriteString("path", report.RecipePath);
        json.WriteString("sha256", report.RecipeSha256);
        json.WriteEndObject();
        json.WriteStartArray("files");
        foreach (FileRecord file in report.Files)
        {
            json.WriteStartObject();
            json.WriteString("name", file.Name);
            json.WriteString("path", file.Path);
            json.WriteString("sha256", file.Sha256);
            json.WriteNumber("bytes", file.Bytes);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartObject("programmer");
        json.WriteString("id", report.Programmer);
        json.WriteString("identity", report.ProgrammerIdentity);
        json.WriteString("port", report.Port);
        json.WriteEndObject();
    }

    private static void WriteChip(Utf8JsonWriter json, RunReport report)
    {
        json.WriteStartObject("chip");
        json.WriteString("mcu", report.Mcu);
        json.WriteString("signature", report.Signature);
        WriteFuses(json, "before", report.FusesBefore);
        WriteFuses(json, "after", report.FusesAfter);
        json.WriteEndObject();
    }

    private static void WriteFuses(Utf8JsonWriter json, string name, IReadOnlyDictionary<string, byte> fuses)
    {
        json.WriteStartObject(name);
        foreach ((string fuse, byte value) in fuses)
        {
            json.WriteString(fuse, $"0x{value:X2}");
        }

        json.WriteEndObject();
    }

    private static void WriteStep(Utf8JsonWriter json, StepRecord step)
    {
        json.WriteStartObject();
        json.WriteString("kind", step.Kind);
        json.WriteString("title", step.Title);
        json.WriteString("outcome", Word(step.Outcome));
        json.WriteNumber("bytes", step.Bytes);
        WriteSeconds(json, step.Elapsed);
        WriteCost(json, step.Cost);
        WritePlace(json, step.Where);
        json.WriteEndObject();
    }

    private static void WriteDiagnostic(Utf8JsonWriter json, Diagnostic diagnostic)
    {
        json.WriteStartObject();
        json.WriteString("code", diagnostic.Code);
        json.WriteString("severity", Word(diagnostic.Severity));
        json.WriteString("message", diagnostic.Message);
        json.WriteString("hint", diagnostic.Hint);
        WritePlace(json, diagnostic.Where);
        json.WriteEndObject();
    }

    private static void WritePlace(Utf8JsonWriter json, SourceSpan? where)
    {
        json.WritePropertyName("where");
        if (where is null)
        {
            json.WriteNullValue();
            return;
        }

        json.WriteStartObject();
        json.WriteString("file", where.File);
        json.WriteNumber("line", where.Line);
        json.WriteNumber("column", where.Column);
        json.WriteEndObject();
    }

    /// <summary>Microseconds are the last digit that means anything.</summary>
    private static void WriteSeconds(Utf8JsonWriter json, TimeSpan elapsed) =>
        json.WriteNumber("seconds", Math.Round(elapsed.TotalSeconds, 6));

    private static void WriteCost(Utf8JsonWriter json, LinkCost cost)
    {
        json.WriteStartObject("frames");
        json.WriteNumber("roundTrips", cost.RoundTrips);
        json.WriteNumber("bytesOut", cost.BytesOut);
        json.WriteNumber("bytesIn", cost.BytesIn);
        json.WriteEndObject();
    }

    private static string Word(Enum value) => value.ToString().ToLowerInvariant();

    private static string OutcomeOf(ExitCode exit) => exit switch
    {
        ExitCode.Done => "done",
        ExitCode.Interrupted or ExitCode.Terminated => "interrupted",
        ExitCode.Refused => "refused",
        _ => "failed",
    };
}
