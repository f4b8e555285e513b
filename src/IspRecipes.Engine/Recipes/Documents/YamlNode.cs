using IspRecipes.Engine.Diagnostics;

namespace IspRecipes.Engine.Recipes.Documents;

/// <summary>A value in a YAML document, and where it stands.</summary>
internal abstract record YamlNode(SourceSpan Where);

/// <param name="Text">After quotes, escapes and folding; not yet typed.</param>
/// <param name="Plain">Without quotes: only such text can be a number, a boolean or nothing.</param>
internal sealed record YamlScalar(string Text, bool Plain, SourceSpan Where) : YamlNode(Where)
{
    /// <summary>As the core schema of YAML 1.2 reads it: null, bool, long, double or string.</summary>
    public object? Value => Plain ? CoreSchema.Resolve(Text) : Text;
}

internal sealed record YamlList(IReadOnlyList<YamlNode> Items, SourceSpan Where) : YamlNode(Where);

/// <param name="Entries">In the order written; no two have the same key.</param>
internal sealed record YamlMap(IReadOnlyList<YamlEntry> Entries, SourceSpan Where) : YamlNode(Where)
{
    public YamlEntry? Find(string key) => Entries.FirstOrDefault(entry => entry.Key == key);

    public YamlNode? this[string key] => Find(key)?.Value;
}

/// <param name="KeyWhere">The key alone.</param>
internal sealed record YamlEntry(string Key, SourceSpan KeyWhere, YamlNode Value);
