using Newtonsoft.Json;

namespace IspRecipes.Engine.Recipes.Documents;

/// <summary>
/// Shows a YAML document to the JSON validator. The "line number" of a token is the number of its <see cref="Place"/>,
/// so that an error finds the node it is about, not only its line.
/// </summary>
internal sealed class YamlJsonReader : JsonReader, IJsonLineInfo
{
    private readonly List<Token> _tokens = [];
    private readonly List<Place> _places = [];
    private int _at = -1;

    public YamlJsonReader(YamlNode root)
    {
        MaxDepth = YamlReader.Deepest + 1;
        AddValue(new Place(root, null, "", "the recipe"));
    }

    /// <inheritdoc/>
    public int LineNumber => _at < 0 || _at >= _tokens.Count ? 0 : _tokens[_at].Place + 1;

    /// <inheritdoc/>
    public int LinePosition => 1;

    public bool HasLineInfo() => true;

    /// <summary>The place a token's line number stands for.</summary>
    public Place At(int lineNumber) => _places[Math.Clamp(lineNumber - 1, 0, _places.Count - 1)];

    public override bool Read()
    {
        if (++_at >= _tokens.Count)
        {
            SetToken(JsonToken.None);
            return false;
        }

        SetToken(_tokens[_at].Kind, _tokens[_at].Value);
        return true;
    }

    private void AddValue(Place place)
    {
        int number = Add(place);
        switch (place.Node)
        {
            case YamlMap map:
                _tokens.Add(new Token(JsonToken.StartObject, null, number));
                foreach (YamlEntry entry in map.Entries)
                {
                    Place child = place.Child(entry);
                    _tokens.Add(new Token(JsonToken.PropertyName, entry.Key, Add(child with { IsKey = true })));
                    AddValue(child);
                }

                _tokens.Add(new Token(JsonToken.EndObject, null, number));
                break;
            case YamlList list:
                _tokens.Add(new Token(JsonToken.StartArray, null, number));
                for (int index = 0; index < list.Items.Count; index++)
                {
                    AddValue(place.Item(index, list.Items[index]));
                }

                _tokens.Add(new Token(JsonToken.EndArray, null, number));
                break;
            case YamlScalar scalar:
                _tokens.Add(new Token(Kind(scalar.Value), scalar.Value, number));
                break;
        }
    }

    private int Add(Place place)
    {
        _places.Add(place);
        return _places.Count - 1;
    }

    private static JsonToken Kind(object? value) => value switch
    {
        null => JsonToken.Null,
        bool => JsonToken.Boolean,
        long => JsonToken.Integer,
        double => JsonToken.Float,
        _ => JsonToken.String,
    };

    /// <summary>A class and no tuple: a list of structs of our own would have to be compiled at every start.</summary>
    private sealed record Token(JsonToken Kind, object? Value, int Place);
}
