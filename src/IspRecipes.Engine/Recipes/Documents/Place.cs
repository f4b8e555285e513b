using IspRecipes.Engine.Diagnostics;

namespace IspRecipes.Engine.Recipes.Documents;

/// <summary>A node of the document, and what a sentence calls it.</summary>
/// <param name="Node">The value.</param>
/// <param name="Entry">The map entry it is the value of; null for the root and for an item of a list.</param>
/// <param name="Path">From the root, dotted: <c>files.bootloader</c>.</param>
/// <param name="Name"><c>'low'</c>, <c>item 2 of 'allow'</c>.</param>
/// <param name="IsKey">Means the key, not the value.</param>
internal sealed record Place(YamlNode Node, YamlEntry? Entry, string Path, string Name, bool IsKey = false)
{
    public SourceSpan Where => IsKey ? Entry!.KeyWhere : Node.Where;

    /// <summary>Where a missing key is shown: at the key whose map lacks it, or at the map's start.</summary>
    public SourceSpan Head => Entry?.KeyWhere ?? Node.Where with { EndLine = Node.Where.Line, EndColumn = Node.Where.Column };

    /// <summary>What a sentence calls the map that this is.</summary>
    public string Owner => Path.Length == 0 ? Name : $"'{Path}'";

    public Place Child(YamlEntry entry) =>
        new(entry.Value, entry, Path.Length == 0 ? entry.Key : $"{Path}.{entry.Key}", $"'{entry.Key}'");

    public Place Item(int index, YamlNode item) =>
        new(item, null, Path, $"item {index + 1} of {Name}");
}
