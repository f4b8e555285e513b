using IspRecipes.Engine.Diagnostics;
using Newtonsoft.Json.Linq;
using NJsonSchema;

namespace IspRecipes.Engine.Recipes.Documents;

/// <summary>The published schema, schema/isprecipe.schema.json, as the engine holds recipes to it.</summary>
public static class RecipeSchema
{
    internal static JsonSchema Overlay => Root.Value.Definitions["overlay"];

    private const string ResourceName = "schema/isprecipe.schema.json";

    private static readonly Lazy<JsonSchema> Root = new(() =>
    {
        using Stream json = Open();
        return SchemaLoader.Load(json);
    });

    /// <summary>Every programmer id the grammar knows, aliases included.</summary>
    public static IReadOnlyList<string> Programmers =>
    [
        .. Root.Value.Definitions["programmer"].AnyOf
            .Where(branch => branch.ActualSchema.Properties.ContainsKey("type"))
            .SelectMany(branch => branch.ActualSchema.Properties["type"].Enumeration)
            .Select(id => (string)id),
    ];

    /// <summary>The schema's text.</summary>
    public static Stream Open() => typeof(RecipeSchema).Assembly.GetManifestResourceStream(ResourceName)
        ?? throw new InvalidOperationException($"{ResourceName} is not embedded");

    internal static void CheckRecipe(YamlNode document, DiagnosticBag bag) => Check(document, Root.Value, bag);

    internal static void CheckOverlay(YamlNode document, DiagnosticBag bag) =>
        Check(document, Overlay, bag);

    private static void Check(YamlNode document, JsonSchema schema, DiagnosticBag bag)
    {
        using var reader = new YamlJsonReader(document);
        JToken json = JToken.Load(reader, new JsonLoadSettings { LineInfoHandling = LineInfoHandling.Load });
        new SchemaErrors(reader, bag).Add(schema.Validate(json));
    }
}
