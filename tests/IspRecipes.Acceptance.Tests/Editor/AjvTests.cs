using System.Diagnostics;
using System.Text.Json.Nodes;
using IspRecipes.Engine.Recipes.Documents;
using IspRecipes.Testing;

namespace IspRecipes.Acceptance.Tests.Editor;

/// <summary>Ajv, which SchemaStore holds schemas to, in its strict mode; and the YAML reader that most editors have.</summary>
public sealed class AjvTests
{
    private const string Ajv = "artifacts/peers/editor/node_modules/ajv/package.json";

    private static readonly Lazy<Dictionary<string, bool>> Verdicts = new(() => Node("validate.js", [.. RecipeCorpus.All.Select(recipe => Repository.File(recipe))])
        .Zip(RecipeCorpus.All)
        .ToDictionary(pair => pair.Second, pair => pair.First!["yaml"] is null && pair.First["errors"]!.AsArray().Count == 0));

    [PeerFact("node", Ajv)]
    public void Ajv_and_our_validator_agree_on_every_recipe_but_the_known_ones()
    {
        string[] differing =
        [
            .. RecipeCorpus.All.Where(recipe => Verdicts.Value[recipe] != (RecipeCorpus.Errors(recipe).Count == 0)).Select(RecipeCorpus.Name),
        ];

        Assert.Equal(RecipeCorpus.OtherVerdict.Keys.Order(StringComparer.Ordinal), differing.Order(StringComparer.Ordinal));
    }

    [PeerFact("node", Ajv)]
    public void Ajv_takes_every_positive_file_and_none_of_the_negative_ones()
    {
        Assert.All(RecipeCorpus.Files(RecipeCorpus.Positive), recipe => Assert.True(Verdicts.Value[recipe]));
        Assert.All(RecipeCorpus.Files(RecipeCorpus.Negative), recipe => Assert.False(Verdicts.Value[recipe]));
    }

    [PeerFact("node", Ajv)]
    public void What_the_schema_offers_is_valid_where_it_is_offered()
    {
        JsonArray offers = Node("annotations.js");

        Assert.All(offers, offer => Assert.Empty(offer!["errors"]!.AsArray()));
        Assert.Contains(offers, offer => (string)offer!["at"]! == "" && (string?)offer["offered"]!["programmer"] == "usbasp");
        Assert.Contains(offers, offer => (string)offer!["at"]! == "/definitions/programmer" && (int?)offer["offered"]!["baud"] == 19200);
    }

    [Fact]
    public void Every_negative_file_has_one_thing_wrong_with_it() =>
        Assert.All(RecipeCorpus.Files(RecipeCorpus.Negative), recipe => Assert.Single(RecipeCorpus.Errors(recipe)));

    [Fact]
    public void Every_key_of_the_schema_stands_in_a_positive_file()
    {
        JsonNode schema = JsonNode.Parse(RecipeSchema.Open())!;
        string all = string.Concat(RecipeCorpus.Files(RecipeCorpus.Positive).Select(recipe => File.ReadAllText(Repository.File(recipe))));
        IEnumerable<string> keys = Keys(schema).Distinct();

        Assert.All(keys, key => Assert.Matches($@"\b{key}:", all));
    }

    /// <summary>What <c>properties</c> lists, but not what is there for editors alone.</summary>
    private static IEnumerable<string> Keys(JsonNode? schema) => schema switch
    {
        JsonObject map => map.Where(entry => !entry.Key.StartsWith("editor", StringComparison.Ordinal)).SelectMany(entry =>
            entry is { Key: "properties", Value: JsonObject properties }
                ? properties.Select(property => property.Key).Concat(properties.SelectMany(property => Keys(property.Value)))
                : Keys(entry.Value)),
        JsonArray list => list.SelectMany(Keys),
        _ => [],
    };

    private static JsonArray Node(string script, params string[] files)
    {
        ProcessStartInfo start = new(
            Testing.Peers.Require("node"),
            [Repository.File("tests", "peers", "editor", script), Repository.File("schema", "isprecipe.schema.json"), .. files])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["NODE_PATH"] = Path.GetFullPath(Path.Combine(Testing.Peers.Require(Ajv), "..", ".."));
        return JsonNode.Parse(Dotnet.Finish(Process.Start(start)!).EndedWith(0).Out)!.AsArray();
    }
}
