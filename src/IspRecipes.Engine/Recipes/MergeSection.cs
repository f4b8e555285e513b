using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Recipes.Documents;

namespace IspRecipes.Engine.Recipes;

/// <summary><c>merge:</c>, a list of inputs or a map with options for each image.</summary>
internal static class MergeSection
{
    public static IReadOnlyDictionary<string, MergeSpec> Read(YamlMap? merges, ValueReader read)
    {
        var specs = new Dictionary<string, MergeSpec>();
        foreach (YamlEntry entry in merges?.Entries ?? [])
        {
            var options = entry.Value as YamlMap;
            YamlList? inputs = entry.Value as YamlList ?? options?["inputs"] as YamlList;
            specs[entry.Key] = new MergeSpec(
                entry.Key,
                entry.KeyWhere,
                [.. (inputs?.Items ?? []).Select(item => Input(item, read)).OfType<MergeInput>()],
                read.Word<OverlapPolicy>(options?["on-overlap"])?.Value ?? OverlapPolicy.Error,
                Fill(options?["fill"], read),
                read.Path(options?["save"]));
        }

        return specs;
    }

    private static MergeInput? Input(YamlNode node, ValueReader read)
    {
        var map = node as YamlMap;
        return read.Text(map is null ? node : map["file"]) is { } file
            ? new MergeInput(file, Clip(map?["clip"], read), read.Integer(map?["offset"], -uint.MaxValue, uint.MaxValue))
            : null;
    }

    private static FillSpec? Fill(YamlNode? node, ValueReader read)
    {
        if (node is null or YamlScalar { Value: "none" })
        {
            return null;
        }

        var map = node as YamlMap;
        return read.Integer(map is null ? node : map["byte"], 0, 0xFF) is { } value
            ? new FillSpec((byte)value.Value, Clip(map?["range"], read))
            : null;
    }

    private static Located<ClipSpec>? Clip(YamlNode? node, ValueReader read)
    {
        switch (node)
        {
            case YamlScalar { Value: "boot-section" }:
                return new(new ClipSpec(ClipSection.Boot), node.Where);
            case YamlScalar { Value: "application-section" }:
                return new(new ClipSpec(ClipSection.Application), node.Where);
            case YamlMap range:
                return Range(range, read);
            default:
                read.Refuse(node, "section", "boot-section or application-section");
                return null;
        }
    }

    private static Located<ClipSpec>? Range(YamlMap range, ValueReader read)
    {
        if (read.Integer(range["start"], 0, uint.MaxValue) is not { } start
            || read.Integer(range["end"], 0, uint.MaxValue) is not { } end)
        {
            return null;
        }

        if (end.Value <= start.Value)
        {
            read.Bag.Add(DiagnosticCode.RangeEmpty, end.Where, start.Value, end.Value);
        }

        return new(new ClipSpec(ClipSection.Range, (uint)start.Value, (uint)end.Value), range.Where);
    }
}
