using System.Text.Json;
using IspRecipes.Engine.Steps;

namespace IspRecipes.Engine.Plans;

/// <summary>A plan as machines read it: one object, facts of a step by their names.</summary>
public static class PlanJson
{
    /// <summary>Version of this layout; it only grows.</summary>
    public const int Version = 1;

    public static string Write(Plan plan) => JsonText.Write(json =>
    {
        json.WriteStartObject();
        json.WriteNumber("version", Version);
        JsonText.WriteRecipe(json, plan.Recipe.Name, plan.Recipe.Path, plan.Recipe.Sha256);
        json.WriteString("mcu", plan.Part?.Id);
        json.WriteString("programmer", plan.Programmer?.Id);
        json.WriteNumber("baud", plan.Baud ?? 0);
        json.WriteString("port", plan.Programmer is null ? null : plan.Recipe.Port?.Value ?? "auto");
        JsonText.WriteFiles(json, plan.Files);
        json.WriteString("eeprom", plan.Eeprom);
        json.WriteStartArray("steps");
        foreach (Step step in plan.Steps)
        {
            WriteStep(json, step);
        }

        json.WriteEndArray();
        JsonText.WriteDiagnostics(json, plan.Diagnostics);
        json.WriteEndObject();
    });

    private static void WriteStep(Utf8JsonWriter json, Step step)
    {
        json.WriteStartObject();
        json.WriteString("kind", step.Kind);
        json.WriteString("title", step.Title);
        json.WriteNumber("bytes", step.Bytes);
        json.WriteStartObject("facts");
        foreach (Fact fact in step.Facts)
        {
            json.WriteString(fact.Name, fact.Value);
        }

        json.WriteEndObject();
        JsonText.WritePlace(json, step.Where);
        json.WriteEndObject();
    }
}
