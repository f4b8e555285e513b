using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace IspRecipes.PartData;

/// <summary>JSON laid out as a table is read: what fits on a line stands on one.</summary>
internal static class JsonText
{
    private const int Width = 110;

    public static string Of(JsonObject document)
    {
        StringBuilder text = new();
        Write(text, document, 0);
        return text.Append('\n').ToString();
    }

    private static void Write(StringBuilder text, JsonNode? node, int depth)
    {
        if (depth > 0 && (node is null or JsonValue || FitsOnALine(node, depth)))
        {
            text.Append(Line(node));
            return;
        }

        (string open, string close) = node is JsonObject ? ("{", "}") : ("[", "]");
        IEnumerable<(string Label, JsonNode? Node)> members = node is JsonObject group
            ? group.Select(pair => ($"\"{pair.Key}\": ", pair.Value))
            : node!.AsArray().Select(item => ("", item));
        text.Append(open);
        string separator = "\n";
        foreach ((string label, JsonNode? member) in members)
        {
            text.Append(separator).Append(' ', 2 * (depth + 1)).Append(label);
            Write(text, member, depth + 1);
            separator = ",\n";
        }

        text.Append('\n').Append(' ', 2 * depth).Append(close);
    }

    private static bool FitsOnALine(JsonNode node, int depth) =>
        Line(node).Length + 2 * depth <= Width && (node is not JsonObject group || group.All(pair => pair.Value is null or JsonValue));

    private static string Line(JsonNode? node) => node switch
    {
        null => "null",
        JsonObject { Count: 0 } => "{}",
        JsonObject group => $"{{ {string.Join(", ", group.Select(pair => $"\"{pair.Key}\": {Line(pair.Value)}"))} }}",
        JsonArray items => $"[{string.Join(", ", items.Select(Line))}]",
        JsonValue value when value.TryGetValue(out double number) => number.ToString("0.0##", CultureInfo.InvariantCulture),
        _ => node.ToJsonString(),
    };
}
