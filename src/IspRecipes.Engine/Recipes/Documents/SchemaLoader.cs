using System.Text.Json;
using NJsonSchema;

namespace IspRecipes.Engine.Recipes.Documents;

/// <summary>
/// Builds the validator's schema from its JSON. The library's own loader costs 85 ms of reflection at the start of
/// every run and passes over keywords that its validator does not know (const, if, dependencies, contains); here each
/// keyword is one case, and any other is an error.
/// </summary>
internal sealed class SchemaLoader
{
    private const string DefinitionPrefix = "#/definitions/";

    /// <summary>
    /// Definitions of these names list what an editor may offer. They stay empty here, and so allow anything: what a part, a
    /// fuse or a kind of file is called, the planner looks up, and says what may be meant.
    /// </summary>
    private const string EditorPrefix = "editor";

    private readonly Dictionary<string, JsonSchema> _definitions = [];

    /// <exception cref="NotSupportedException">A keyword that is not enforced.</exception>
    public static JsonSchema Load(Stream json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        return new SchemaLoader().LoadRoot(document.RootElement);
    }

    private JsonSchema LoadRoot(JsonElement json)
    {
        if (json.TryGetProperty("definitions", out JsonElement definitions))
        {
            foreach (JsonProperty definition in definitions.EnumerateObject())
            {
                _definitions.Add(definition.Name, new JsonSchema());
            }

            foreach (JsonProperty definition in definitions.EnumerateObject().Where(definition => !IsForEditors(definition)))
            {
                Fill(_definitions[definition.Name], definition.Value);
            }
        }

        JsonSchema root = Fill(new JsonSchema(), json);
        foreach ((string name, JsonSchema definition) in _definitions)
        {
            root.Definitions.Add(name, definition);
        }

        return root;
    }

    private static bool IsForEditors(JsonProperty definition) => definition.Name.StartsWith(EditorPrefix, StringComparison.Ordinal);

    private T Fill<T>(T schema, JsonElement json)
        where T : JsonSchema
    {
        foreach (JsonProperty keyword in json.EnumerateObject())
        {
            Apply(schema, keyword.Name, keyword.Value);
        }

        return schema;
    }

    private void Apply(JsonSchema schema, string keyword, JsonElement value)
    {
        switch (keyword)
        {
            case "$schema" or "$id" or "definitions" or "default" or "defaultSnippets" or "enumDescriptions" or "patternErrorMessage":
                break;
            case "title":
                schema.Title = value.GetString();
                break;
            case "description":
                schema.Description = value.GetString();
                break;
            case "examples":
                schema.ExtensionData = new Dictionary<string, object> { [keyword] = Words(value) };
                break;
            case "$ref":
                schema.Reference = _definitions[value.GetString()![DefinitionPrefix.Length..]];
                break;
            case "anyOf":
                FillEach(schema.AnyOf, value);
                break;
            case "allOf":
                FillEach(schema.AllOf, value);
                break;
            case "type":
                schema.Type = Enum.Parse<JsonObjectType>(value.GetString()!, ignoreCase: true);
                break;
            case "enum":
                schema.Enumeration.Clear();
                Words(value).ForEach(schema.Enumeration.Add);
                break;
            default:
                ApplyLimit(schema, keyword, value);
                break;
        }
    }

    private void ApplyLimit(JsonSchema schema, string keyword, JsonElement value)
    {
        switch (keyword)
        {
            case "pattern":
                schema.Pattern = value.GetString();
                break;
            case "minimum":
                schema.Minimum = value.GetDecimal();
                break;
            case "maximum":
                schema.Maximum = value.GetDecimal();
                break;
            case "minLength":
                schema.MinLength = value.GetInt32();
                break;
            case "minItems":
                schema.MinItems = value.GetInt32();
                break;
            case "minProperties":
                schema.MinProperties = value.GetInt32();
                break;
            case "uniqueItems":
                schema.UniqueItems = value.GetBoolean();
                break;
            default:
                ApplyChildren(schema, keyword, value);
                break;
        }
    }

    private void ApplyChildren(JsonSchema schema, string keyword, JsonElement value)
    {
        switch (keyword)
        {
            case "items":
                schema.Item = Fill(new JsonSchema(), value);
                break;
            case "required":
                Words(value).ForEach(word => schema.RequiredProperties.Add((string)word));
                break;
            case "additionalProperties" when value.ValueKind == JsonValueKind.False:
                schema.AllowAdditionalProperties = false;
                break;
            case "properties":
                foreach (JsonProperty property in value.EnumerateObject())
                {
                    schema.Properties.Add(property.Name, Fill(new JsonSchemaProperty(), property.Value));
                }

                break;
            case "patternProperties":
                foreach (JsonProperty property in value.EnumerateObject())
                {
                    schema.PatternProperties.Add(property.Name, Fill(new JsonSchemaProperty(), property.Value));
                }

                break;
            default:
                throw new NotSupportedException($"the recipe schema uses '{keyword}', which is not enforced");
        }
    }

    private void FillEach(ICollection<JsonSchema> branches, JsonElement value)
    {
        foreach (JsonElement branch in value.EnumerateArray())
        {
            branches.Add(Fill(new JsonSchema(), branch));
        }
    }

    private static List<object> Words(JsonElement list) =>
    [
        .. list.EnumerateArray().Select(item => item.ValueKind == JsonValueKind.String
            ? item.GetString()!
            : (object)item.GetRawText()),
    ];
}
