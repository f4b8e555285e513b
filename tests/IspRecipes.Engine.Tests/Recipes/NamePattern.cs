using System.Text;

namespace IspRecipes.Engine.Tests.Recipes;

/// <summary>
/// A regular expression, in what JavaScript and .NET have in common, for a list of names in any case. Names that begin
/// alike share their beginning, so that the pattern is shorter than the list.
/// </summary>
internal sealed class NamePattern
{
    private readonly SortedDictionary<char, NamePattern> _next = [];
    private bool _isEnd;

    public static string Of(IEnumerable<string> names)
    {
        NamePattern root = new();
        foreach (string name in names)
        {
            root.Add(name.ToLowerInvariant());
        }

        return root.Text();
    }

    private void Add(ReadOnlySpan<char> name)
    {
        if (name.IsEmpty)
        {
            _isEnd = true;
            return;
        }

        if (!_next.TryGetValue(name[0], out NamePattern? next))
        {
            _next.Add(name[0], next = new NamePattern());
        }

        next.Add(name[1..]);
    }

    private string Text()
    {
        string[] branches = [.. _next.GroupBy(next => next.Value.Text(), next => next.Key).Select(group => OneOf([.. group]) + group.Key)];
        string all = branches is [string only] && !_isEnd ? only : $"(?:{string.Join('|', branches)})";
        return branches.Length == 0 ? "" : _isEnd ? all + "?" : all;
    }

    /// <summary><c>[aA]</c>, <c>[0248]</c>, <c>7</c>.</summary>
    private static string OneOf(char[] characters)
    {
        StringBuilder text = new();
        foreach (char character in characters)
        {
            text.Append(character);
            if (char.IsAsciiLetter(character))
            {
                text.Append(char.ToUpperInvariant(character));
            }
        }

        return text.Length == 1 ? $"{text}" : $"[{text}]";
    }
}
