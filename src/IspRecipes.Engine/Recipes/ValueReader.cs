using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Recipes.Documents;

namespace IspRecipes.Engine.Recipes;

/// <summary>
/// Takes typed values from nodes. The schema has judged them already; what it let pass as a variable and is no value
/// after substitution is reported here.
/// </summary>
internal sealed class ValueReader(DiagnosticBag bag)
{
    public DiagnosticBag Bag { get; } = bag;

    public Located<string>? Text(YamlNode? node) => node is YamlScalar { Value: string text }
        ? new(text, node.Where)
        : null;

    /// <summary>Text that can be a path: an operating system knows none with a NUL in it.</summary>
    public Located<string>? Path(YamlNode? node)
    {
        if (Text(node) is not { } path || !path.Value.Contains('\0'))
        {
            return Text(node);
        }

        Refuse(node, "path", "build/app.hex");
        return null;
    }

    public Located<long>? Integer(YamlNode? node, long smallest, long largest)
    {
        if (node is YamlScalar { Value: long value } && value >= smallest && value <= largest)
        {
            return new(value, node.Where);
        }

        Refuse(node, "number", $"{smallest} to {largest}");
        return null;
    }

    /// <summary><c>true</c> or <c>false</c>.</summary>
    public Located<bool>? Flag(YamlNode? node)
    {
        if (node is YamlScalar { Value: bool value })
        {
            return new(value, node.Where);
        }

        Refuse(node, "flag", "true, false");
        return null;
    }

    /// <summary>One of a closed list of words, kebab-case: <c>written-pages</c>.</summary>
    public Located<T>? Word<T>(YamlNode? node)
        where T : struct, Enum
    {
        if (node is YamlScalar { Value: string text }
            && Enum.TryParse(text.Replace("-", "", StringComparison.Ordinal), ignoreCase: true, out T word))
        {
            return new(word, node.Where);
        }

        Refuse(node, "word", string.Join(", ", Enum.GetNames<T>()).ToLowerInvariant());
        return null;
    }

    /// <summary>A number with a unit: <c>375 kHz</c>.</summary>
    public Located<double>? Quantity(YamlNode? node, string form, string example, Func<string, double?> parse)
    {
        if (node is not YamlScalar { Value: string text })
        {
            return null;
        }

        if (parse(text) is { } value)
        {
            return new(value, node.Where);
        }

        Refuse(node, form, example);
        return null;
    }

    /// <summary>Bytes, as a number or with a unit: <c>131072</c>, <c>128K</c>.</summary>
    public Located<uint>? MemorySize(YamlNode? node)
    {
        double? bytes = node is YamlScalar { Value: string text } ? Quantities.MemorySize(text) : Integer(node, 1, uint.MaxValue)?.Value;
        if (bytes is double size and <= uint.MaxValue && double.IsInteger(size))
        {
            return new((uint)size, node!.Where);
        }

        Refuse(node, "memory size", "64K or 128K");
        return null;
    }

    /// <summary>Says that a value has not the form it must have, unless an error was found in it already.</summary>
    public void Refuse(YamlNode? node, string form, string example)
    {
        if (node is YamlScalar scalar && !Bag.HasErrorIn(node.Where))
        {
            Bag.Add(DiagnosticCode.WrongForm, node.Where, scalar.Text, form, example);
        }
    }
}
