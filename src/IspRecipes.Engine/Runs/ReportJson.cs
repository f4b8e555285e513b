using System.Text.Json;
using IspRecipes.Devices.Links;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Plans;
using IspRecipes.Engine.Steps;
using IspRecipes.Engine.Steps.Differences;

namespace IspRecipes.Engine.Runs;

/// <summary>Writes a report as schema/report.schema.json says.</summary>
public static class ReportJson
{
    /// <summary>The published schema of reports, schema/report.schema.json.</summary>
    public static Stream OpenSchema() => typeof(ReportJson).Assembly.GetManifestResourceStream("schema/report.schema.json")
        ?? throw new InvalidOperationException("the report's schema is not embedded");

    public static string Write(RunReport report) => JsonText.Write(json => WriteReport(json, report));

    /// <summary>The report of one recipe as it is; those of several as an array, however many of them were begun.</summary>
    /// <param name="reports">In the order of the recipes.</param>
    /// <param name="recipes">How many recipes were asked for.</param>
    public static string Write(IReadOnlyList<RunReport> reports, int recipes) => recipes == 1
        ? Write(reports[0])
        : JsonText.Write(json =>
        {
            json.WriteStartArray();
            foreach (RunReport report in reports)
            {
                WriteReport(json, report);
            }

            json.WriteEndArray();
        });

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
        JsonText.WriteRecipe(json, report.Recipe, report.RecipePath, report.RecipeSha256, report.Bases);
        JsonText.WriteFiles(json, report.Files);
        WriteProgrammer(json, report);
        WriteChip(json, report);
        if (report.BackupRecipe is string backup)
        {
            json.WriteString("backup", backup);
        }

        json.WriteStartArray("steps");
        foreach (StepRecord step in report.Steps)
        {
            WriteStep(json, step);
        }

        json.WriteEndArray();
        JsonText.WriteDiagnostics(json, report.Diagnostics);
        json.WritePropertyName("failure");
        if (report.Failure is Diagnostic failure)
        {
            JsonText.WriteDiagnostic(json, failure);
        }
        else
        {
            json.WriteNullValue();
        }

        json.WriteEndObject();
    }

    private static void WriteProgrammer(Utf8JsonWriter json, RunReport report)
    {
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
        json.WriteBoolean("changed", report.ChangedChip);
        if (report.Difference is ChipDifference difference)
        {
            json.WriteBoolean("differed", difference.IsPending);
        }

        WriteChanges(json, report.FuseChanges);
        if (report.Stm32 is Stm32Record stm32)
        {
            json.WriteStartObject("stm32");
            Stm32Json.Write(json, stm32);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteChanges(Utf8JsonWriter json, IReadOnlyList<FieldChange> changes)
    {
        json.WriteStartArray("fuseChanges");
        foreach (FieldChange change in changes)
        {
            json.WriteStartObject();
            json.WriteString("byte", FuseNames.Of(change.Byte));
            json.WriteString("field", change.Field.Name);
            json.WriteString("before", change.From);
            json.WriteString("after", change.To);
            json.WriteEndObject();
        }

        json.WriteEndArray();
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
        json.WriteString("outcome", JsonText.Word(step.Outcome));
        json.WriteNumber("bytes", step.Bytes);
        WriteSeconds(json, step.Elapsed);
        WriteCost(json, step.Cost);
        JsonText.WritePlace(json, step.Where);
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

    private static string OutcomeOf(ExitCode exit) => exit switch
    {
        ExitCode.Done => "done",
        ExitCode.Interrupted or ExitCode.Terminated => "interrupted",
        ExitCode.Refused => "refused",
        _ => "failed",
    };
}
