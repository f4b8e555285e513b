using System.Text;
using IspRecipes.Engine.Diagnostics;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace IspRecipes.Engine.Recipes.Documents;

/// <summary>
/// Reads one YAML document into nodes that know their place. Built on the parser's events because the tree builders of
/// the library recurse without a limit (a file of brackets ends the process) and let the last of two equal keys win.
/// </summary>
internal sealed class YamlReader
{
    public const int MostBytes = 1 << 20;
    public const int MostNodes = 20_000;
    public const int Deepest = 64;

    private readonly string _file;
    private readonly string _text;
    private readonly DiagnosticBag _bag;
    private readonly Parser _events;
    private int _nodes;

    private YamlReader(string file, string text, DiagnosticBag bag)
    {
        _file = file;
        _text = text.StartsWith('\uFEFF') ? text[1..] : text;
        _bag = bag;
        _events = new Parser(new StringReader(_text));
    }

    /// <summary>Reads <paramref name="text"/>; what is wrong with it goes into <paramref name="bag"/>.</summary>
    /// <returns>The document; null where it cannot be read to its end.</returns>
    public static YamlNode? Read(string file, string text, DiagnosticBag bag)
    {
        int bytes = Encoding.UTF8.GetByteCount(text);
        if (bytes > MostBytes)
        {
            bag.Add(DiagnosticCode.YamlTooLarge, new SourceSpan(file), bytes, MostBytes);
            return null;
        }

        var reader = new YamlReader(file, text, bag);
        try
        {
            return reader.ReadDocument();
        }
        catch (LimitException limit)
        {
            bag.Add(limit.Code, limit.Where, limit.Limit);
        }
        catch (YamlException error)
        {
            bag.Add(YamlSyntax.ErrorIn(file, reader._text, error));
        }
        catch (Exception slip) when (slip is ArgumentException or FormatException or OverflowException or InvalidOperationException)
        {
            // The parser's own slips: an open bracket before a plain scalar, malformed escapes and directives.
            bag.Add(
                DiagnosticCode.YamlSyntax,
                reader.Span(reader._events.Current),
                "what follows cannot be read; is a bracket, brace or quote left open?");
        }

        return null;
    }

    private YamlNode? ReadDocument()
    {
        Next();
        if (Next() is StreamEnd)
        {
            _bag.Add(DiagnosticCode.YamlEmpty, new SourceSpan(_file));
            return null;
        }

        YamlNode root = ReadNode(Next(), 1);
        Next();
        if (Next() is DocumentStart second)
        {
            _bag.Add(DiagnosticCode.YamlSeveralDocuments, Span(second));
        }

        if (root is YamlScalar { Plain: true, Text: "" })
        {
            _bag.Add(DiagnosticCode.YamlEmpty, new SourceSpan(_file));
            return null;
        }

        return root;
    }

    private ParsingEvent Next() => _events.MoveNext()
        ? _events.Current!
        : throw new YamlException("the document ends too early");

    private YamlNode ReadNode(ParsingEvent first, int depth)
    {
        if (++_nodes > MostNodes)
        {
            throw new LimitException(DiagnosticCode.YamlTooManyNodes, Span(first), MostNodes);
        }

        if (depth > Deepest)
        {
            throw new LimitException(DiagnosticCode.YamlTooDeep, Span(first), Deepest);
        }

        RefuseProperties(first);
        return first switch
        {
            Scalar scalar => ReadScalar(scalar),
            SequenceStart start => ReadList(start, depth),
            MappingStart start => ReadMap(start, depth),
            _ => new YamlScalar("", false, Span(first)),
        };
    }

    /// <summary>Anchors, aliases and tags make a recipe mean something else than it shows.</summary>
    private void RefuseProperties(ParsingEvent node)
    {
        if (node is AnchorAlias alias)
        {
            _bag.Add(DiagnosticCode.YamlAlias, Span(node), alias.Value.Value);
        }
        else if (node is NodeEvent { Anchor.IsEmpty: false } anchored)
        {
            _bag.Add(DiagnosticCode.YamlAnchor, Span(node), anchored.Anchor.Value);
        }
        else if (node is NodeEvent { Tag.IsEmpty: false } tagged)
        {
            _bag.Add(DiagnosticCode.YamlTag, Span(node), tagged.Tag.Value);
        }
    }

    private YamlScalar ReadScalar(Scalar scalar)
    {
        bool plain = scalar.Style == ScalarStyle.Plain;
        if (plain && CoreSchema.HasLeadingZero(scalar.Value))
        {
            _bag.Add(LeadingZero.In(scalar.Value, Span(scalar)));
        }

        return new YamlScalar(scalar.Value, plain, Span(scalar));
    }

    private YamlList ReadList(SequenceStart start, int depth)
    {
        var items = new List<YamlNode>();
        ParsingEvent next = Next();
        for (; next is not SequenceEnd; next = Next())
        {
            items.Add(ReadNode(next, depth + 1));
        }

        SourceSpan end = start.Style == SequenceStyle.Flow || items.Count == 0 ? Span(next) : items[^1].Where;
        return new YamlList(items, Through(Span(start), end));
    }

    private YamlMap ReadMap(MappingStart start, int depth)
    {
        var entries = new List<YamlEntry>();
        ParsingEvent next = Next();
        for (; next is not MappingEnd; next = Next())
        {
            YamlNode key = ReadNode(next, depth + 1);
            YamlNode value = ReadNode(Next(), depth + 1);
            if (Entry(key, value, entries) is { } entry)
            {
                entries.Add(entry);
            }
        }

        SourceSpan end = start.Style == MappingStyle.Flow || entries.Count == 0 ? Span(next) : entries[^1].Value.Where;
        return new YamlMap(entries, Through(Span(start), end));
    }

    private YamlEntry? Entry(YamlNode key, YamlNode value, List<YamlEntry> before)
    {
        if (key is not YamlScalar { Text: string name })
        {
            _bag.Add(DiagnosticCode.YamlKeyNotScalar, key.Where);
            return null;
        }

        if (name == "<<")
        {
            _bag.Add(DiagnosticCode.YamlMergeKey, key.Where);
            return null;
        }

        if (before.Find(entry => entry.Key == name) is { } first)
        {
            _bag.Add(DiagnosticCode.YamlDuplicateKey, key.Where, name, first.KeyWhere.Line);
            return null;
        }

        // Nothing after the colon: the key is what a reader can point at.
        bool nothing = value is YamlScalar { Plain: true, Text: "" };
        return new YamlEntry(name, key.Where, nothing ? value with { Where = key.Where } : value);
    }

    private SourceSpan Span(ParsingEvent? node) =>
        node is null
        ? new SourceSpan(_file)
        : new SourceSpan(_file, (int)node.Start.Line, (int)node.Start.Column, (int)node.End.Line, (int)node.End.Column);

    private static SourceSpan Through(SourceSpan start, SourceSpan end) =>
        start with { EndLine = end.EndLine, EndColumn = end.EndColumn };

    private sealed class LimitException(DiagnosticCode code, SourceSpan where, int limit) : Exception
    {
        public DiagnosticCode Code { get; } = code;

        public SourceSpan Where { get; } = where;

        public int Limit { get; } = limit;
    }
}
