using System.Text.Json.Nodes;
using NJsonSchema;

namespace IspRecipes.Testing;

/// <summary>The published schemas of what machines read: plans, reports and events.</summary>
public static class OutputSchema
{
    public static IReadOnlyList<string> Names { get; } = ["plan", "report", "events"];

    public static string FileOf(string name) => Repository.File("schema", $"{name}.schema.json");

    /// <summary>As it is published: what a later program adds is valid.</summary>
    public static JsonSchema Open(string name) => Parse(File.ReadAllText(FileOf(name)));

    /// <summary>Without room for more: a property or an event that the schema does not name is an error.</summary>
    public static JsonSchema Closed(string name)
    {
        JsonNode schema = JsonNode.Parse(File.ReadAllText(FileOf(name)))!;
        (schema["anyOf"] as JsonArray)?.RemoveAll(choice => $"{choice!["$ref"]}" == "#/definitions/later");
        Close(schema);
        return Parse(schema.ToJsonString());
    }

    private static void Close(JsonNode? node)
    {
        if (node is JsonArray list)
        {
            foreach (JsonNode? item in list)
            {
                Close(item);
            }
        }

        if (node is JsonObject map)
        {
            foreach ((string _, JsonNode? value) in map)
            {
                Close(value);
            }

            if (map["type"] is JsonValue && map["properties"] is JsonObject)
            {
                map["additionalProperties"] = false;
            }
        }
    }

    private static JsonSchema Parse(string text) => JsonSchema.FromJsonAsync(text).GetAwaiter().GetResult();
}
