using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace IspRecipes.PartData;

/// <summary>Writes the catalogue's data files, one for each row, and the index over all files of the folder.</summary>
internal sealed class Generator(IEnumerable<string> rows, Corrections corrections)
{
    private readonly IReadOnlyList<PartRow> _rows = PartRow.Parse(rows);

    /// <param name="dataFolder">Data files of parts that no row names are written by hand and stay.</param>
    /// <param name="atdfFolders">The first that has a part's file counts; file names in any case.</param>
    /// <returns>What could not be done, a line each.</returns>
    public IReadOnlyList<string> Write(string dataFolder, IReadOnlyList<string> atdfFolders)
    {
        List<string> problems = [];
        Dictionary<string, JsonObject> documents = [];
        foreach (PartRow row in _rows)
        {
            if (Find(row.Id, atdfFolders) is not string file)
            {
                problems.Add($"{row.Id}: no device file");
                continue;
            }

            AtdfPart part = corrections.Apply(row.Id, AtdfPart.Read(XDocument.Load(file)));
            documents[row.Id] = PartDocument.Of(part, row);
            File.WriteAllText(Path.Combine(dataFolder, row.Id + ".json"), Text(row, documents));
        }

        File.WriteAllText(Path.Combine(dataFolder, "index.txt"), Index(dataFolder));
        problems.AddRange(corrections.Unused.Select(unused => $"correction without effect: {unused.Reason}"));
        return problems;
    }

    /// <summary>A part's data file.</summary>
    internal static string Text(PartRow row, IReadOnlyDictionary<string, JsonObject> documents) => JsonText.Of(
        row.Inherits is string parent
            ? Inheritance.Without(documents[row.Id], documents[parent], parent)
            : documents[row.Id]);

    /// <summary>A line for each part: id, signature, aliases.</summary>
    internal static string Index(string dataFolder)
    {
        IEnumerable<string> ids = Directory.EnumerateFiles(dataFolder, "*.json")
            .Select(file => Path.GetFileNameWithoutExtension(file))
            .Order(StringComparer.Ordinal);
        return string.Concat(ids.Select(id =>
        {
            string signature = Entry(dataFolder, id, "signature").GetString()!.Replace(" ", "", StringComparison.Ordinal);
            IEnumerable<string> aliases = Entry(dataFolder, id, "aliases").EnumerateArray().Select(alias => alias.GetString()!);
            return string.Join(' ', [id, signature, .. aliases]) + "\n";
        }));
    }

    private static JsonElement Entry(string folder, string id, string name)
    {
        using JsonDocument file = JsonDocument.Parse(
            File.ReadAllText(Path.Combine(folder, id + ".json")),
            new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip });
        return file.RootElement.TryGetProperty(name, out JsonElement value)
            ? value.Clone()
            : Entry(folder, file.RootElement.GetProperty("inherits").GetString()!, name);
    }

    private static string? Find(string id, IReadOnlyList<string> folders) => folders
        .SelectMany(folder => Directory.EnumerateFiles(folder, "*.atdf"))
        .FirstOrDefault(file => Path.GetFileNameWithoutExtension(file).Equals(id, StringComparison.OrdinalIgnoreCase));
}
