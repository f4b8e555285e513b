using System.Text;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Recipes.Documents;

namespace IspRecipes.Engine.Recipes;

/// <summary>
/// Puts variables into the document: <c>${name}</c> in any string, declared under <c>variables</c> with a default, set
/// by <c>--set</c> or <c>ISPRECIPE_VAR_NAME</c>. A scalar that is a variable and nothing else takes the type of what
/// the variable stands for; <c>$${</c> writes the two characters themselves.
/// </summary>
internal sealed class Variables
{
    private const string FilePrefix = "files.";

    private readonly Dictionary<string, YamlScalar> _values = [];
    private readonly DiagnosticBag _bag;

    private Variables(DiagnosticBag bag) => _bag = bag;

    /// <summary>The recipe with its variables in place; unknown names go into <paramref name="bag"/>.</summary>
    public static YamlMap Substitute(YamlMap recipe, RecipeInputs inputs, DiagnosticBag bag)
    {
        var variables = new Variables(bag);
        variables.Declare(recipe["variables"] as YamlMap, inputs);
        variables.CheckSet(inputs.Set.Keys, recipe["files"] as YamlMap);
        return recipe with
        {
            Entries =
            [
                .. recipe.Entries.Select(entry => entry.Key == "variables"
                    ? entry
                    : entry with { Value = variables.Substitute(entry.Value) }),
            ],
        };
    }

    /// <summary>The path that <c>--set files.NAME=PATH</c> gives; null where it gives none.</summary>
    public static string? PathGiven(string file, RecipeInputs inputs) => inputs.Set.GetValueOrDefault(FilePrefix + file);

    /// <summary><c>ISPRECIPE_VAR_MY_NAME</c> for <c>my-name</c>.</summary>
    public static string EnvironmentName(string variable) =>
        $"ISPRECIPE_VAR_{variable.ToUpperInvariant().Replace('-', '_')}";

    private void Declare(YamlMap? declared, RecipeInputs inputs)
    {
        foreach (YamlEntry entry in declared?.Entries ?? [])
        {
            string? given = inputs.Set.GetValueOrDefault(entry.Key) ?? inputs.Environment(EnvironmentName(entry.Key));
            YamlScalar? standing = entry.Value as YamlScalar;
            if (standing is { Text: { } text } && text.Contains("${", StringComparison.Ordinal))
            {
                _bag.Add(
                    DiagnosticCode.VariableSyntax, standing.Where, $"the default of '{entry.Key}' uses another variable");
            }

            _values[entry.Key] = given is null
                ? standing ?? new YamlScalar("", false, entry.KeyWhere)
                : new YamlScalar(given, !CoreSchema.HasLeadingZero(given), entry.KeyWhere);
        }
    }

    private void CheckSet(IEnumerable<string> names, YamlMap? files)
    {
        string[] known = [.. _values.Keys, .. files?.Entries.Select(entry => FilePrefix + entry.Key) ?? []];
        foreach (string name in names.Where(name => !known.Contains(name)))
        {
            _bag.Add(DiagnosticCode.UndeclaredSet, null, name, Suggestion.For(name, known), known);
        }
    }

    private YamlNode Substitute(YamlNode node) => node switch
    {
        YamlMap map => map with
        {
            Entries = [.. map.Entries.Select(entry => entry with { Value = Substitute(entry.Value) })],
        },
        YamlList list => list with { Items = [.. list.Items.Select(Substitute)] },
        YamlScalar { Text: string text } scalar when text.Contains("${", StringComparison.Ordinal) => Substitute(scalar),
        _ => node,
    };

    private YamlScalar Substitute(YamlScalar scalar)
    {
        string text = scalar.Text;
        if (text.StartsWith("${", StringComparison.Ordinal) && text.IndexOf('}') == text.Length - 1)
        {
            YamlScalar? whole = Value(text[2..^1], scalar);
            return whole is null ? scalar : whole with { Where = scalar.Where };
        }

        var result = new StringBuilder();
        int at = 0;
        for (int open = text.IndexOf("${", StringComparison.Ordinal); open >= 0; open = text.IndexOf("${", at, StringComparison.Ordinal))
        {
            int close = text.IndexOf('}', open);
            if (open > 0 && text[open - 1] == '$')
            {
                result.Append(text, at, open - 1 - at).Append("${");
                at = open + 2;
            }
            else if (close < 0)
            {
                _bag.Add(DiagnosticCode.VariableSyntax, scalar.Where, "the variable is not closed: a brace is missing");
                return scalar;
            }
            else
            {
                result.Append(text, at, open - at).Append(Value(text[(open + 2)..close], scalar)?.Text);
                at = close + 1;
            }
        }

        return scalar with { Text = result.Append(text, at, text.Length - at).ToString(), Plain = false };
    }

    private YamlScalar? Value(string name, YamlScalar scalar)
    {
        if (_values.TryGetValue(name, out YamlScalar? value))
        {
            return value;
        }

        _bag.Add(
            DiagnosticCode.UndeclaredVariable, scalar.Where, name, Suggestion.For(name, _values.Keys), _values.Keys);
        return null;
    }
}
