using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Recipes.Documents;

namespace IspRecipes.Engine.Recipes;

/// <summary>A value of a recipe, and who said it.</summary>
/// <param name="Key">From the root, dotted: <c>fuses.low</c>.</param>
/// <param name="Value">As it holds, variables in place.</param>
/// <param name="Where">File and line; without a line an option or an environment variable.</param>
public sealed record Origin(string Key, string Value, SourceSpan Where)
{
    internal static IReadOnlyList<Origin> Of(Recipe recipe, YamlMap root, YamlMap? overlay, RecipeInputs inputs) =>
    [
        .. root.Entries.Where(entry => entry.Key is not ("programmer" or "port")).SelectMany(entry => Of(entry.Key, entry.Value))
            .Select(origin => FromOutside(origin, recipe, inputs)),
        .. OfProgrammer(recipe, root, overlay),
        .. recipe.Port is { } port ? (Origin[])[new("port", port.Value, port.Where)] : [],
    ];

    private static IEnumerable<Origin> Of(string key, YamlNode node) => node switch
    {
        YamlMap map => map.Entries.SelectMany(entry => Of($"{key}.{entry.Key}", entry.Value)),
        YamlList list when list.Items.All(item => item is YamlScalar) =>
            [new(key, $"[{string.Join(", ", list.Items.Cast<YamlScalar>().Select(item => item.Text))}]", node.Where)],
        YamlList list => list.Items.SelectMany((item, index) => Of($"{key}[{index}]", item)),
        YamlScalar scalar => [new(key, scalar.Text, node.Where)],
        _ => [],
    };

    /// <summary>A variable or the path of a file may have been set.</summary>
    private static Origin FromOutside(Origin origin, Recipe recipe, RecipeInputs inputs) => origin.Key.Split('.') switch
    {
        ["variables", string name] when inputs.Set.TryGetValue(name, out string? given) => new(origin.Key, given, new("--set")),
        ["variables", string name] when inputs.Environment(Variables.EnvironmentName(name)) is { } given =>
            new(origin.Key, given, new(Variables.EnvironmentName(name))),
        ["files", string name, .. [] or ["path"]] when recipe.Files.GetValueOrDefault(name) is { GivenOutside: true } file =>
            new(origin.Key, file.Path.Value, new("--set")),
        _ => origin,
    };

    private static IEnumerable<Origin> OfProgrammer(Recipe recipe, YamlMap root, YamlMap? overlay)
    {
        if (recipe.Programmer is not { } programmer)
        {
            return [];
        }

        YamlNode? written = overlay?["programmer"] ?? root["programmer"];
        bool holds = (written is YamlMap map ? map["type"] : written)?.Where == programmer.Type.Where;
        IEnumerable<Origin> settings = holds && written is YamlMap
            ? Of("programmer", written)
            : [new("programmer", programmer.Type.Value, programmer.Type.Where)];
        return programmer.Baud is { Where.Line: 0 } baud
            ? [.. settings.Where(setting => setting.Key != "programmer.baud"), new("programmer.baud", $"{baud.Value}", baud.Where)]
            : settings;
    }
}
