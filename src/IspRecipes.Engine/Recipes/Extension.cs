using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Recipes.Documents;

namespace IspRecipes.Engine.Recipes;

/// <summary>
/// Puts beneath a recipe what it extends: <c>extends: base/caterina.yaml</c>, or several, the weakest first. Maps merge by
/// key; what else a recipe says, lists too, stands in place of what its bases say.
/// </summary>
internal sealed class Extension(DiagnosticBag bag)
{
    /// <summary>Far more than anybody can keep in mind; bounds what a base of bases can cost.</summary>
    public const int MostBases = 32;

    private const string Key = "extends";

    private readonly List<RecipeText> _bases = [];

    /// <summary>The files that were put beneath it, each as often as it was.</summary>
    public IReadOnlyList<RecipeText> Bases => _bases;

    /// <summary>The document with its bases beneath it; the recipe alone where it has none.</summary>
    public YamlMap Extend(RecipeText recipe, YamlMap root) => Extend(root, [FullPath(recipe.Path)]);

    /// <param name="chain">The files on the way here, full paths, the recipe first.</param>
    private YamlMap Extend(YamlMap root, string[] chain)
    {
        YamlNode? extends = root[Key];
        IEnumerable<YamlNode> named = extends is YamlList list ? list.Items : extends is null ? [] : [extends];
        YamlMap[] beneath = [.. named.OfType<YamlScalar>().Select(path => Base(path, chain)).OfType<YamlMap>()];
        return beneath.Append(root).Aggregate((weaker, stronger) => Over(weaker, stronger, ""));
    }

    /// <summary>A base with what it extends itself; null where it cannot be read, which is reported.</summary>
    private YamlMap? Base(YamlScalar scalar, string[] chain)
    {
        if (scalar.Value is not string { Length: > 0 } text)
        {
            return null; // the schema says so
        }

        if (text.Contains("${", StringComparison.Ordinal) || text.Contains('\0'))
        {
            bag.Add(DiagnosticCode.VariableSyntax, scalar.Where, "'extends' is read before variables are: write the path itself");
            return null;
        }

        string path = Path.Combine(Path.GetDirectoryName(scalar.Where.File) ?? "", text);
        if (chain.Contains(FullPath(path)))
        {
            bag.Add(DiagnosticCode.ExtendsItself, scalar.Where, path);
            return null;
        }

        if (_bases.Count == MostBases)
        {
            bag.Add(DiagnosticCode.TooManyBases, scalar.Where, MostBases);
            return null;
        }

        if (RecipeText.Load(path, bag, scalar.Where) is not { } source)
        {
            return null;
        }

        _bases.Add(source);
        if (source.Document(bag) is not { } root)
        {
            return null;
        }

        RecipeSchema.CheckRecipe(root, bag);
        YamlMap whole = Extend(root, [.. chain, FullPath(path)]);
        return whole with { Entries = [.. whole.Entries.Where(entry => entry.Key != Key)] };
    }

    /// <summary>One map over another; keys keep the order of the lower one, new ones follow.</summary>
    /// <param name="at">Path of the map from the root, dotted.</param>
    private static YamlMap Over(YamlMap lower, YamlMap upper, string at) => upper with
    {
        Entries =
        [
            .. lower.Entries.Select(entry => upper.Find(entry.Key) is { } over ? Over(entry, over, $"{at}.{entry.Key}") : entry),
            .. upper.Entries.Where(entry => lower.Find(entry.Key) is null),
        ],
    };

    private static YamlEntry Over(YamlEntry lower, YamlEntry upper, string at) =>
        lower.Value is YamlMap beneath && upper.Value is YamlMap over && !IsOtherProgrammer(beneath, over, at)
            ? upper with { Value = Over(beneath, over, at) }
            : upper;

    /// <summary>The settings of one programmer mean nothing to another.</summary>
    private static bool IsOtherProgrammer(YamlMap lower, YamlMap upper, string at) =>
        at == ".programmer" && upper["type"] is YamlScalar type && type.Text != (lower["type"] as YamlScalar)?.Text;

    private static string FullPath(string path) => Path.GetFullPath(path);
}
