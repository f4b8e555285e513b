using System.IO.Compression;
using System.Reflection.Metadata;
using System.Xml.Linq;
using IspRecipes.Testing;

namespace IspRecipes.Acceptance.Tests.Packages;

/// <summary>A package of the feed: its nuspec, and its files in memory.</summary>
internal sealed class Package
{
    private readonly XElement _metadata;

    private Package(IReadOnlyDictionary<string, byte[]> files)
    {
        Files = files;
        string nuspec = files.Keys.Single(name => name.EndsWith(".nuspec", StringComparison.Ordinal));
        using MemoryStream text = new(files[nuspec]);
        _metadata = XDocument.Load(text).Root!.Elements().Single();
    }

    /// <summary>Contents by path in the package, but for what the archive format itself needs.</summary>
    public IReadOnlyDictionary<string, byte[]> Files { get; }

    /// <summary>Portable symbols, and the sources that each was compiled from.</summary>
    public IEnumerable<(string Name, string[] Sources)> Symbols =>
        from file in Files
        where Path.GetExtension(file.Key) == ".pdb"
        select (file.Key, SourcesOf(file.Value));

    /// <param name="id">As in its nuspec.</param>
    /// <param name="ending">Of packages, or <c>snupkg</c> of symbol packages.</param>
    public static Package Open(string id, string ending = "nupkg") =>
        Read(Path.Combine(PackageFeed.Folder, $"{id}.{PackageFeed.Version}.{ending}"));

    public static Package Read(string path)
    {
        using ZipArchive archive = ZipFile.OpenRead(path);
        return new Package(archive.Entries
            .Where(entry => entry.FullName is not "[Content_Types].xml" && !entry.FullName.StartsWith("_rels/", StringComparison.Ordinal))
            .ToDictionary(entry => entry.FullName, Content));
    }

    /// <summary>An element of the nuspec; empty where it has none.</summary>
    public string this[string element] => _metadata.Elements().FirstOrDefault(found => found.Name.LocalName == element)?.Value ?? "";

    /// <summary>Ids of the packages that it asks for.</summary>
    public IEnumerable<string> Dependencies => _metadata.Descendants()
        .Where(element => element.Name.LocalName == "dependency")
        .Select(element => element.Attribute("id")!.Value);

    private static byte[] Content(ZipArchiveEntry entry)
    {
        using Stream from = entry.Open();
        using MemoryStream content = new();
        from.CopyTo(content);
        return content.ToArray();
    }

    private static string[] SourcesOf(byte[] symbols)
    {
        using var provider = MetadataReaderProvider.FromPortablePdbStream(new MemoryStream(symbols));
        MetadataReader reader = provider.GetMetadataReader();
        return [.. reader.Documents.Select(document => reader.GetString(reader.GetDocument(document).Name))];
    }
}
