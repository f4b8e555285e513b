using System.Globalization;
using NJsonSchema;

namespace IspRecipes.Engine.Recipes.Documents;

/// <summary>Which of several allowed shapes a value was meant to have.</summary>
/// <param name="Schema">That shape; null where none fits.</param>
/// <param name="UnknownType">The value of <c>type</c> that no shape has.</param>
/// <param name="Expected">The shapes in words.</param>
internal sealed record Shape(JsonSchema? Schema, YamlScalar? UnknownType, string Expected)
{
    /// <summary>Chooses by the kind of value, among maps by their <c>type</c>; a variable is never what was meant.</summary>
    public static Shape Meant(IEnumerable<JsonSchema> shapes, YamlNode node)
    {
        JsonSchema[] all = [.. shapes.Select(shape => shape.ActualSchema).Where(shape => shape.Title != "variable")];
        if (all.Length == 1)
        {
            return new(all[0], null, "");
        }

        JsonSchema[] fitting = [.. all.Where(shape => Fits(shape, node))];
        return fitting.Length <= 1
            ? new(fitting.FirstOrDefault(), null, string.Join(" or ", all.Select(Describe).Distinct()))
            : AmongMaps(fitting, (YamlMap)node);
    }

    public static string Describe(JsonSchema schema) => schema switch
    {
        { Enumeration.Count: > 0 } => string.Join(" or ", schema.Enumeration),
        { Type: JsonObjectType.Array } => "a list",
        { Type: JsonObjectType.Object } => "a map",
        { Type: JsonObjectType.String } => Examples(schema).FirstOrDefault() is { Length: < 20 } example
            ? $"text such as '{example}'"
            : "text",
        _ => $"a {schema.Title}",
    };

    public static string Describe(YamlNode node) => node switch
    {
        YamlMap => "a map",
        YamlList => "a list",
        YamlScalar { Value: null } => "empty",
        YamlScalar { Value: bool, Text: string text } => $"the boolean {text}",
        YamlScalar { Value: long or double, Text: string text } => $"the number {text}",
        YamlScalar { Text: string text } => $"the text '{text}'",
        _ => "something else",
    };

    public static string? Advice(YamlNode node, string expected) => node switch
    {
        YamlScalar { Value: null } => "give it a value or leave the key out",
        YamlScalar { Plain: true, Text: string text } when expected.EndsWith("a map", StringComparison.Ordinal) && IsKey(text) =>
            "a key's colon needs a space behind it",
        YamlScalar { Text: string text } when expected == "a list" => $"write [ {text} ]",
        YamlScalar { Value: bool } when expected.Contains("'on'") => "write on (programmed, bit 0) or off",
        YamlScalar { Value: bool or long or double } when expected.StartsWith("text") => "in quotes it is text",
        YamlScalar { Plain: false, Text: string text } when CoreSchema.Resolve(text) is long => "leave the quotes out",
        YamlScalar { Text: string text } when Binary(text) is { } value => $"YAML has no binary numbers; write 0x{value:X2}",
        _ => null,
    };

    public static IReadOnlyList<string> Examples(JsonSchema schema) =>
        schema.ExtensionData?.TryGetValue("examples", out object? examples) == true
            ? [.. ((List<object>)examples).Cast<string>()]
            : [];

    /// <summary>Written to be a key with a value, such as <c>clock:16 MHz</c>; no address or path.</summary>
    private static bool IsKey(string text) => text.IndexOf(':') is > 0 and int colon && text.AsSpan(colon + 1) is [not (' ' or '/' or '\\'), ..];

    private static ulong? Binary(string text) =>
        text.StartsWith("0b", StringComparison.Ordinal)
        && ulong.TryParse(text.AsSpan(2), NumberStyles.AllowBinarySpecifier, CultureInfo.InvariantCulture, out ulong value)
            ? value
            : null;

    private static Shape AmongMaps(JsonSchema[] maps, YamlMap node)
    {
        if (node["type"] is not YamlScalar type)
        {
            return new(maps[0], null, "");
        }

        JsonSchema? match = Array.Find(maps, map => map.Properties["type"].Enumeration.Contains(type.Text));
        return new(match, match is null ? type : null, "");
    }

    private static bool Fits(JsonSchema shape, YamlNode node) => node switch
    {
        YamlMap => shape.Type == JsonObjectType.Object,
        YamlList => shape.Type == JsonObjectType.Array,
        YamlScalar { Value: string } => shape.Type == JsonObjectType.String,
        YamlScalar { Value: long or double } => shape.Type is JsonObjectType.Integer or JsonObjectType.Number,
        YamlScalar { Value: bool } => shape.Type == JsonObjectType.Boolean,
        _ => false,
    };
}
