using System.Collections;
using System.Globalization;
using System.Text;
using IspRecipes.Devices.Images;

namespace IspRecipes.Engine.Diagnostics;

/// <summary>
/// A sentence with holes: <c>{name}</c> or <c>{name:X4}</c> takes a fact, and a stretch in brackets is left out when a
/// fact in it is null or empty: <c>unknown key '{key}'[; did you mean '{suggestion}'?]</c>. A brace or bracket that is
/// meant itself is doubled.
/// </summary>
public static class SentenceTemplate
{
    private const int MostListed = 10;
    private const int LongestFact = 200;

    /// <param name="template">The sentence.</param>
    /// <param name="names">What the facts are called, in their order.</param>
    /// <param name="facts">A fact that is missing shows as a question mark.</param>
    public static string Fill(string template, IReadOnlyList<string> names, IReadOnlyList<object?> facts)
    {
        var sentence = new StringBuilder(template.Length + 64);
        int stretchStart = 0;
        bool stretchHasGap = false;
        foreach (Piece piece in Pieces(template))
        {
            switch (piece.Kind)
            {
                case PieceKind.StretchStart:
                    stretchStart = sentence.Length;
                    stretchHasGap = false;
                    break;
                case PieceKind.StretchEnd when stretchHasGap:
                    sentence.Length = stretchStart;
                    break;
                case PieceKind.Hole:
                    string text = Text(Fact(piece.Text, names, facts), piece.Format);
                    stretchHasGap |= text.Length == 0;
                    sentence.Append(text.Length > 0 ? text : "?");
                    break;
                case PieceKind.Words:
                    sentence.Append(piece.Text);
                    break;
            }
        }

        return sentence.ToString();
    }

    /// <summary>Names of the holes in a template, in order.</summary>
    public static IEnumerable<string> Holes(string template) =>
        Pieces(template).Where(piece => piece.Kind == PieceKind.Hole).Select(piece => piece.Text).Distinct();

    /// <summary>The sentence for people, its holes by name alone.</summary>
    public static string Outline(string template) => string.Concat(Pieces(template).Select(piece => piece.Kind switch
    {
        PieceKind.Hole => $"{{{piece.Text}}}",
        PieceKind.StretchStart => "[",
        PieceKind.StretchEnd => "]",
        _ => piece.Text,
    }));

    private static IEnumerable<Piece> Pieces(string template)
    {
        for (int at = 0; at < template.Length; at++)
        {
            char character = template[at];
            if (!"{}[]".Contains(character))
            {
                int end = template.AsSpan(at).IndexOfAny("{}[]");
                yield return new(PieceKind.Words, end < 0 ? template[at..] : template[at..(at + end)]);
                at = end < 0 ? template.Length : at + end - 1;
            }
            else if (at + 1 < template.Length && template[at + 1] == character)
            {
                yield return new(PieceKind.Words, $"{character}");
                at++;
            }
            else if (character == '{')
            {
                int end = template.IndexOf('}', at);
                string[] hole = template[(at + 1)..end].Split(':', 2);
                yield return new(PieceKind.Hole, hole[0], hole.Length > 1 ? hole[1] : null);
                at = end;
            }
            else
            {
                yield return new(character == '[' ? PieceKind.StretchStart : PieceKind.StretchEnd, "");
            }
        }
    }

    private static object? Fact(string name, IReadOnlyList<string> names, IReadOnlyList<object?> facts)
    {
        for (int index = 0; index < names.Count && index < facts.Count; index++)
        {
            if (names[index] == name)
            {
                return facts[index];
            }
        }

        return null;
    }

    private static string Text(object? fact, string? format) => fact switch
    {
        null => "",
        string sentence when format == "sentence" => sentence, // of ours, with facts that were shortened in it
        string text => Printable(text),
        Enum word => word.ToString().ToLowerInvariant(),
        IEnumerable<byte> bytes => string.Join(' ', bytes.Select(value => $"{value:X2}")),
        TimeSpan time => time.TotalSeconds.ToString(format, CultureInfo.InvariantCulture),
        IEnumerable list when format == "lines" => string.Concat(Items(list).Select(item => $"\n  {item}")),
        IEnumerable list => Listed([.. Items(list)]),
        uint address when format == "X4" => HexAddress.Of(address)["0x".Length..],
        long address when format == "X4" => HexAddress.Of(address)["0x".Length..],
        byte or sbyte or short or ushort or int or uint or long or ulong or double =>
            ((IFormattable)fact).ToString(format, CultureInfo.InvariantCulture),
        _ => Printable(fact.ToString() ?? ""),
    };

    private static IEnumerable<string> Items(IEnumerable list) => list.Cast<object?>().Select(item => Text(item, null));

    private static string Listed(string[] items) => items.Length <= MostListed
        ? string.Join(", ", items)
        : $"{string.Join(", ", items.Take(MostListed))}, … {items.Length - MostListed} more";

    /// <summary>Text from outside, shortened, without anything that could move a terminal's cursor.</summary>
    private static string Printable(string text) => string.Concat(
        (text.Length > LongestFact ? $"{text[..LongestFact]}…" : text)
            .Select(character => char.IsControl(character) ? '\uFFFD' : character));

    private enum PieceKind
    {
        Words,
        Hole,
        StretchStart,
        StretchEnd,
    }

    private readonly record struct Piece(PieceKind Kind, string Text, string? Format = null);
}
