using IspRecipes.Devices.Images;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Downloads;
using IspRecipes.Engine.Recipes.Documents;

namespace IspRecipes.Engine.Recipes;

/// <summary><c>files:</c>, a path or a map for each name.</summary>
internal static class FilesSection
{
    public static IReadOnlyDictionary<string, FileSource> Read(YamlMap? files, RecipeInputs inputs, ValueReader read)
    {
        var sources = new Dictionary<string, FileSource>();
        foreach (YamlEntry entry in files?.Entries ?? [])
        {
            FileSource? source = entry.Value is YamlMap map
                ? FromMap(entry, map, read)
                : read.Path(entry.Value) is { } path ? new FileSource(entry.Key, path) : null;
            if (source is not null)
            {
                sources[entry.Key] = Variables.PathGiven(entry.Key, inputs) is { } given
                    ? source with { Path = source.Path with { Value = given }, GivenOutside = true }
                    : source;
            }
        }

        return sources;
    }

    private static FileSource? FromMap(YamlEntry entry, YamlMap map, ValueReader read)
    {
        Located<string>? url = read.Text(map["url"]);
        Located<long>? address = read.Integer(map["address"], 0, uint.MaxValue);
        var source = new FileSource(
            entry.Key,
            read.Path(map["path"]) ?? PathOf(entry, url),
            Url: url,
            Sha256: read.Text(map["sha256"]) is { } hash ? hash with { Value = hash.Value.ToLowerInvariant() } : null,
            Size: read.Integer(map["size"], 0, uint.MaxValue),
            Kind: read.Text(map["kind"]),
            Clock: read.Quantity(map["clock"], "frequency", "16 MHz", Quantities.Frequency),
            Format: Format(map["format"], read),
            Address: address is null ? null : new((uint)address.Value, address.Where));
        Check(entry, source, map, read.Bag);
        return source;
    }

    /// <summary>The path of a file that has none: the name that its address ends with, or else the recipe's name for it.</summary>
    private static Located<string> PathOf(YamlEntry entry, Located<string>? url) => url is null
        ? new("", entry.KeyWhere)
        : new(WebAddress.FileName(url.Value) ?? entry.Key, url.Where);

    private static Located<ImageFormat>? Format(YamlNode? node, ValueReader read)
    {
        ImageFormat? format = read.Text(node)?.Value switch
        {
            "hex" => ImageFormat.IntelHex,
            "srec" => ImageFormat.SRecord,
            "elf" => ImageFormat.Elf,
            "bin" => ImageFormat.Binary,
            _ => null,
        };
        if (format is null)
        {
            read.Refuse(node, "file format", "hex, srec, elf or bin");
        }

        return format is ImageFormat known ? new(known, node!.Where) : null;
    }

    private static void Check(YamlEntry entry, FileSource source, YamlMap map, DiagnosticBag bag)
    {
        if (map["path"] is null && map["url"] is null)
        {
            bag.Add(DiagnosticCode.MissingKey, entry.KeyWhere, "path", $"'files.{entry.Key}'");
        }

        if (source.Url is { } written && WebAddress.Parse(written.Value) is null)
        {
            bag.Add(DiagnosticCode.WrongForm, written.Where, written.Value, "http or https address", "https://example.org/boot.hex");
        }

        if (map.Find("url") is { } url && map["sha256"] is null)
        {
            bag.Add(DiagnosticCode.UrlWithoutSha256, url.KeyWhere, source.Name);
        }

        if (map.Find("address") is { } address && source.Format?.Value != ImageFormat.Binary)
        {
            bag.Add(DiagnosticCode.AddressNeedsBinary, address.KeyWhere, source.Name);
        }
    }
}
