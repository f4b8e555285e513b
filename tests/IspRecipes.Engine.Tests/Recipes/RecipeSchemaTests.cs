using System.Text.Json;
using IspRecipes.Devices.Catalog;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Recipes;
using IspRecipes.Engine.Recipes.Documents;
using IspRecipes.Testing;

namespace IspRecipes.Engine.Tests.Recipes;

public sealed class RecipeSchemaTests
{
    private static readonly string[] Enforced =
    [
        "type", "enum", "pattern", "minLength", "minimum", "maximum", "required", "properties", "additionalProperties",
        "patternProperties", "minProperties", "items", "minItems", "uniqueItems", "allOf", "anyOf", "$ref",
    ];

    private static readonly string[] Spoken =
    [
        "$schema", "$id", "title", "description", "examples", "definitions", "default", "defaultSnippets", "enumDescriptions",
        "patternErrorMessage",
    ];

    private static readonly JsonDocument Schema =
        JsonDocument.Parse(File.ReadAllText(Repository.File("schema", "isprecipe.schema.json")));

    [Fact]
    public void The_schema_uses_only_keywords_that_are_enforced()
    {
        var keywords = new HashSet<string>();
        Walk(Schema.RootElement, schema => keywords.UnionWith(schema.EnumerateObject().Select(keyword => keyword.Name)));

        Assert.Empty(keywords.Except(Enforced).Except(Spoken));
    }

    [Theory]
    [InlineData("const")]
    [InlineData("if")]
    [InlineData("dependencies")]
    [InlineData("propertyNames")]
    [InlineData("contains")]
    public void A_keyword_that_would_be_passed_over_is_refused(string keyword)
    {
        using var json = new MemoryStream(System.Text.Encoding.UTF8.GetBytes($$"""{ "properties": { "x": { "{{keyword}}": {} } } }"""));

        Assert.Throws<NotSupportedException>(() => SchemaLoader.Load(json));
    }

    [Fact]
    public void What_is_there_for_editors_alone_refuses_nothing_but_an_unknown_part_and_a_file_without_path_and_url()
    {
        var refusing = new List<string>();
        foreach (JsonProperty definition in Schema.RootElement.GetProperty("definitions").EnumerateObject().Where(IsForEditors))
        {
            Walk(definition.Value, schema => refusing.AddRange(
                schema.EnumerateObject().Where(keyword => Refuses(keyword)).Select(keyword => $"{definition.Name}: {keyword.Name}")));
        }

        Assert.Equal(["editorFile: anyOf", "editorFile: required", "editorFile: required", "editorParts: pattern"], refusing);
    }

    [Fact]
    public void Every_choice_says_what_each_word_means() => Walk(Schema.RootElement, schema =>
    {
        // A single word, such as the type of a programmer, is explained where it stands.
        if (schema.TryGetProperty("enum", out JsonElement words) && words.GetArrayLength() > 1 && !schema.TryGetProperty("description", out _))
        {
            Assert.Equal(words.GetArrayLength(), schema.TryGetProperty("enumDescriptions", out JsonElement meanings) ? meanings.GetArrayLength() : 0);
        }
    });

    [Fact]
    public void A_wrong_form_is_called_the_same_by_an_editor_and_by_us()
    {
        var forms = new List<string>();
        Walk(Schema.RootElement, schema =>
        {
            if (schema.TryGetProperty("pattern", out _) && schema.TryGetProperty("examples", out JsonElement examples))
            {
                string form = schema.GetProperty("title").GetString()!;
                forms.Add(form);
                Diagnostic ours = DiagnosticCatalog.Of(
                    DiagnosticCode.WrongForm, null, "x", form, string.Join(" or ", examples.EnumerateArray().Select(example => example.GetString())));
                Assert.Equal($"{ours.Message}; {ours.Hint}".Replace("'x'", "this"), schema.GetProperty("patternErrorMessage").GetString());
            }
        });

        Assert.Contains("frequency", forms);
    }

    [Fact]
    public void The_embedded_schema_is_the_published_one()
    {
        using var embedded = new StreamReader(RecipeSchema.Open());

        Assert.Equal(File.ReadAllText(Repository.File("schema", "isprecipe.schema.json")), embedded.ReadToEnd());
    }

    [Fact]
    public void Every_key_explains_itself_to_an_editor()
    {
        var silent = new List<string>();
        Walk(Schema.RootElement, schema =>
        {
            foreach (JsonProperty key in Properties(schema).Where(key => !Explained(key.Value)))
            {
                silent.Add(key.Name);
            }
        }, forEditors: false);

        Assert.Empty(silent);
    }

    [Fact]
    public void Every_map_refuses_unknown_keys()
    {
        var open = new List<string>();
        Walk(Schema.RootElement, schema =>
        {
            if (schema.TryGetProperty("type", out JsonElement type) && type.ValueKind == JsonValueKind.String
                && type.GetString() == "object" && !schema.TryGetProperty("additionalProperties", out _))
            {
                open.Add(schema.GetRawText());
            }
        }, forEditors: false);

        Assert.Empty(open);
    }

    [Fact]
    public void The_schema_and_the_code_know_the_same_words()
    {
        Assert.Equal(RecipeSchema.Programmers.Order(), Words("definitions", "programmerId", "enum"));
        Assert.Equal(Kebab<Consent>(), Words("properties", "allow", "items", "enum"));
        Assert.Equal(Kebab<ErasePolicy>(), Words("properties", "erase", "anyOf", "0", "enum"));
        Assert.Equal(Kebab<EepromPolicy>(), Words("properties", "eeprom", "anyOf", "0", "enum"));
        Assert.Equal(Kebab<VerifyPolicy>(), Words("properties", "verify", "anyOf", "0", "enum"));
        Assert.Equal(Kebab<UnlockPolicy>(), Words("properties", "unlock", "anyOf", "0", "enum"));
        Assert.Equal(Kebab<ChipMaker>(), Words("properties", "accept", "items", "enum"));
        Assert.Equal(Kebab<OverlapPolicy>(), Words("definitions", "mergeOptions", "properties", "on-overlap", "anyOf", "0", "enum"));
    }

    [Fact]
    public void Every_programmer_of_the_schema_is_in_the_catalogue() =>
        Assert.All(RecipeSchema.Programmers, id => Assert.NotNull(ProgrammerCatalog.Find(id)));

    [Fact]
    public void The_examples_of_the_schema_are_valid()
    {
        foreach (JsonProperty key in Schema.RootElement.GetProperty("properties").EnumerateObject())
        {
            foreach (JsonElement example in Examples(key.Value))
            {
                string text = $"version: 1\nname: t\n\"{key.Name}\": {example.GetRawText()}\n".Replace("name: t\n", key.Name == "name" ? "" : "name: t\n");
                Checked<Recipe> read = RecipeReader.Read("x.yaml", text, new RecipeInputs());

                // Whether the rest of a recipe is there is another question.
                Assert.DoesNotContain(read.Diagnostics, diagnostic => diagnostic.Number is > 2000 and < 2010 or 2011);
            }
        }
    }

    [Fact]
    public void The_page_on_recipes_names_every_key_and_its_example_is_valid()
    {
        string page = File.ReadAllText(Repository.File("docs", "recipes.md"));
        string[] examples = [.. page.Split("```yaml\n").Skip(1).Select(rest => rest.Split("```")[0]).Where(text => text.Contains("version: 1"))];
        var keys = new HashSet<string>();
        Walk(Schema.RootElement, schema => keys.UnionWith(Properties(schema).Select(key => key.Name)), forEditors: false);

        Assert.Equal(2, examples.Length);
        Assert.All(examples, example => Assert.Empty(RecipeReader.Read("x.yaml", example, new RecipeInputs()).Diagnostics));
        Assert.All(keys, key => Assert.Matches($"`{key}`|{key}:", page));
        Assert.Empty(Enum.GetNames<Consent>().Except(
            System.Text.RegularExpressions.Regex.Matches(page, @"^\| `([a-z-]+)` \|", System.Text.RegularExpressions.RegexOptions.Multiline)
                .Select(match => match.Groups[1].Value.Replace("-", "")), StringComparer.OrdinalIgnoreCase));
    }

    private static IEnumerable<JsonElement> Examples(JsonElement schema) =>
        schema.TryGetProperty("examples", out JsonElement examples) ? examples.EnumerateArray() : [];

    private static bool Explained(JsonElement schema) =>
        schema.TryGetProperty("description", out _)
        || schema.TryGetProperty("title", out _)
        || (schema.TryGetProperty("$ref", out JsonElement reference)
            && Explained(Schema.RootElement.GetProperty("definitions").GetProperty(reference.GetString()!.Split('/')[^1])));

    private static IEnumerable<JsonProperty> Properties(JsonElement schema) =>
        schema.TryGetProperty("properties", out JsonElement properties) ? properties.EnumerateObject() : [];

    /// <summary>Whether a keyword can find a value wrong; an 'anyOf' with an empty shape cannot, and a type is the key's own.</summary>
    private static bool Refuses(JsonProperty keyword) =>
        Enforced.Except(["type", "properties", "enum", "anyOf"]).Contains(keyword.Name)
        || keyword is { Name: "anyOf" } && !keyword.Value.EnumerateArray().Any(shape => shape.GetRawText() == "{}");

    private static string[] Words(params string[] path)
    {
        JsonElement at = Schema.RootElement;
        foreach (string step in path)
        {
            at = int.TryParse(step, out int index) ? at[index] : at.GetProperty(step);
        }

        return [.. at.EnumerateArray().Select(word => word.GetString()!).Order()];
    }

    private static string[] Kebab<T>()
        where T : struct, Enum =>
        [.. Enum.GetNames<T>()
            .Select(name => name == nameof(Consent.DebugWire) ? "debugwire"
                : string.Concat(name.Select((letter, at) => at > 0 && char.IsUpper(letter) ? $"-{letter}" : $"{letter}")).ToLowerInvariant())
            .Order()];

    private static bool IsForEditors(JsonProperty definition) => definition.Name.StartsWith("editor", StringComparison.Ordinal);

    /// <summary>Visits every schema, and no map of names to schemas.</summary>
    private static void Walk(JsonElement schema, Action<JsonElement> visit, bool forEditors = true)
    {
        visit(schema);
        foreach (JsonProperty keyword in schema.EnumerateObject())
        {
            switch (keyword.Name)
            {
                case "properties" or "patternProperties" or "definitions":
                    foreach (JsonProperty named in keyword.Value.EnumerateObject().Where(named => forEditors || !IsForEditors(named)))
                    {
                        Walk(named.Value, visit, forEditors);
                    }

                    break;
                case "anyOf" or "allOf":
                    foreach (JsonElement branch in keyword.Value.EnumerateArray())
                    {
                        Walk(branch, visit, forEditors);
                    }

                    break;
                case "items":
                    Walk(keyword.Value, visit, forEditors);
                    break;
            }
        }
    }
}
