using System.Text.Json.Nodes;

namespace IspRecipes.PartData;

/// <summary>What a part says that the one it inherits from does not.</summary>
internal static class Inheritance
{
    /// <param name="document">All of the part.</param>
    /// <param name="parent">All of the part it inherits from; its id.</param>
    public static JsonObject Without(JsonObject document, JsonObject parent, string parentId)
    {
        JsonObject rest = new() { ["inherits"] = parentId };
        foreach ((string name, JsonNode? value) in document)
        {
            JsonNode? inherited = parent[name];
            if (value is JsonObject group && inherited is JsonObject other)
            {
                JsonObject entries = Differing(group, other);
                if (entries.Count > 0)
                {
                    rest[name] = entries;
                }
            }
            else if (!JsonNode.DeepEquals(value, inherited))
            {
                rest[name] = value?.DeepClone();
            }
        }

        return rest;
    }

    private static JsonObject Differing(JsonObject group, JsonObject inherited)
    {
        JsonObject differing = [];
        foreach ((string name, JsonNode? value) in group)
        {
            if (!JsonNode.DeepEquals(value, inherited[name]))
            {
                differing[name] = value?.DeepClone();
            }
        }

        foreach ((string name, _) in inherited.Where(pair => !group.ContainsKey(pair.Key)))
        {
            differing[name] = null;
        }

        return differing;
    }
}
