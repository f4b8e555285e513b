using System.Reflection;
using System.Text.Json;

namespace IspRecipes.Devices.Parts;

/// <summary>A part's data file and those it inherits from: of every entry counts what the nearest file says.</summary>
internal sealed class PartFile : IDisposable
{
    private static readonly JsonDocumentOptions WithComments = new() { CommentHandling = JsonCommentHandling.Skip };

    /// <summary>The part's own file first.</summary>
    private readonly List<JsonDocument> _files = [];

    /// <param name="id">Name of the file, without its ending.</param>
    /// <param name="folder">Where the file and those it inherits from are: none, or <c>stm32/</c>.</param>
    public PartFile(string id, string folder = "")
    {
        for (string? next = id; next is not null;)
        {
            using Stream stream = Open($"{folder}{next}.json");
            JsonDocument file = JsonDocument.Parse(stream, WithComments);
            _files.Add(file);
            next = file.RootElement.TryGetProperty("inherits", out JsonElement parent) ? parent.GetString() : null;
        }
    }

    /// <summary>A data file, embedded in this assembly.</summary>
    public static Stream Open(string file) =>
        Assembly.GetExecutingAssembly().GetManifestResourceStream("parts/" + file)
        ?? throw new InvalidOperationException($"no part data {file}");

    public void Dispose() => _files.ForEach(file => file.Dispose());

    /// <summary>An entry; null where no file has it, or the nearest that does says null.</summary>
    public JsonElement? Find(string name)
    {
        foreach (JsonDocument file in _files)
        {
            if (file.RootElement.TryGetProperty(name, out JsonElement value))
            {
                return value.ValueKind == JsonValueKind.Null ? null : value;
            }
        }

        return null;
    }

    /// <summary>An entry of a group, such as <c>factory</c> of <c>low</c>: a file may say a part of the group only.</summary>
    public JsonElement? Find(string group, string name)
    {
        foreach (JsonDocument file in _files)
        {
            if (file.RootElement.TryGetProperty(group, out JsonElement entries)
                && entries.ValueKind == JsonValueKind.Object
                && entries.TryGetProperty(name, out JsonElement value))
            {
                return value.ValueKind == JsonValueKind.Null ? null : value;
            }
        }

        return null;
    }

    public JsonElement Get(string name) => Find(name) ?? throw Missing(name);

    public JsonElement Get(string group, string name) => Find(group, name) ?? throw Missing($"{group}.{name}");

    /// <summary>The items of a list; none where there is no such entry.</summary>
    // Loops, not LINQ: over structs such as JsonElement it would be compiled anew at each start.
    public static T[] Items<T>(JsonElement? list, Func<string, T> read)
    {
        if (list is not JsonElement lines)
        {
            return [];
        }

        T[] items = new T[lines.GetArrayLength()];
        for (int index = 0; index < items.Length; index++)
        {
            items[index] = read(lines[index].GetString()!);
        }

        return items;
    }

    private static InvalidOperationException Missing(string name) => new($"the part data has no '{name}'");
}
