using System.Text.Json;
using IspRecipes.Engine.Diagnostics;

namespace IspRecipes.Engine.Plans;

/// <summary>What was fetched, as machines read it.</summary>
public static class FetchJson
{
    /// <summary>Version of this layout; it only grows.</summary>
    public const int Version = 1;

    /// <summary>What was fetched for one recipe as it is; for several as an array.</summary>
    /// <param name="reports">By the path of the recipe, in the order they were asked for.</param>
    public static string Write(IReadOnlyList<(string Path, Checked<FetchReport> Report)> reports) => JsonText.Write(json =>
    {
        if (reports is [var (path, only)])
        {
            Write(json, path, only);
            return;
        }

        json.WriteStartArray();
        foreach ((string recipe, Checked<FetchReport> report) in reports)
        {
            Write(json, recipe, report);
        }

        json.WriteEndArray();
    });

    private static void Write(Utf8JsonWriter json, string path, Checked<FetchReport> report)
    {
        json.WriteStartObject();
        json.WriteNumber("version", Version);
        JsonText.WriteRecipe(json, report.Value?.Recipe.Name, path, report.Value?.Recipe.Sha256, report.Value?.Recipe.Bases ?? []);
        JsonText.WriteFiles(json, report.Value?.Files ?? []);
        JsonText.WriteDiagnostics(json, report.Diagnostics);
        json.WriteEndObject();
    }
}
