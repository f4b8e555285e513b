using System.Text.Json;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Recipes;
using IspRecipes.Engine.Steps;

namespace IspRecipes.Engine.Plans;

/// <summary>A plan as machines read it, as schema/plan.schema.json says.</summary>
public static class PlanJson
{
    /// <summary>Version of the plan's own schema; it only grows.</summary>
    public const int Version = 1;

    /// <summary>The published schema of plans, schema/plan.schema.json.</summary>
    public static Stream OpenSchema() => typeof(PlanJson).Assembly.GetManifestResourceStream("schema/plan.schema.json")
        ?? throw new InvalidOperationException("the plan's schema is not embedded");

    /// <summary>The plan of one recipe as it is; those of several as an array. One that failed its checks has no steps.</summary>
    /// <param name="plans">By the path of the recipe, in the order they were asked for.</param>
    public static string Write(IReadOnlyList<(string Path, Checked<Plan> Plan)> plans) => JsonText.Write(json =>
    {
        if (plans is [var (path, only)])
        {
            Write(json, path, only);
            return;
        }

        json.WriteStartArray();
        foreach ((string recipe, Checked<Plan> plan) in plans)
        {
            Write(json, recipe, plan);
        }

        json.WriteEndArray();
    });

    /// <param name="more">Writes what is to follow the diagnostics; null for nothing.</param>
    internal static void Write(Utf8JsonWriter json, string path, Checked<Plan> plan, Action<Utf8JsonWriter>? more = null)
    {
        Plan? good = plan.Value;
        json.WriteStartObject();
        json.WriteNumber("version", Version);
        JsonText.WriteRecipe(json, good?.Recipe.Name, path, good?.Recipe.Sha256, good?.Recipe.Bases ?? []);
        json.WriteString("mcu", good?.Part?.Id);
        json.WriteString("programmer", good?.Programmer?.Id);
        json.WriteNumber("baud", good?.Baud ?? 0);
        json.WriteString("port", good?.Programmer is null ? null : good.Recipe.Port?.Value ?? "auto");
        JsonText.WriteFiles(json, good?.Files ?? []);
        WriteOrigins(json, good?.Recipe.Origins ?? []);
        json.WriteString("eeprom", good?.Eeprom ?? "");
        json.WriteStartArray("steps");
        foreach (Step step in good?.Steps ?? [])
        {
            WriteStep(json, step);
        }

        json.WriteEndArray();
        JsonText.WriteDiagnostics(json, plan.Diagnostics);
        more?.Invoke(json);
        json.WriteEndObject();
    }

    private static void WriteOrigins(Utf8JsonWriter json, IReadOnlyList<Origin> origins)
    {
        json.WriteStartArray("origins");
        foreach (Origin origin in origins)
        {
            json.WriteStartObject();
            json.WriteString("key", origin.Key);
            json.WriteString("value", origin.Value);
            JsonText.WritePlace(json, origin.Where);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

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
