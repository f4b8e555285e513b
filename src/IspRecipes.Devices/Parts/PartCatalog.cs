using System.Collections.Concurrent;
using System.Reflection;

namespace IspRecipes.Devices.Parts;

/// <summary>
/// The parts we know, from the data files beside this one. A part is read when it is asked for: a run needs one, and
/// start-up time counts.
/// </summary>
public static class PartCatalog
{
    private const string Folder = "parts/";
    private const string Ending = ".json";

    private static readonly ConcurrentDictionary<string, AvrPart> Parts = new();

    /// <summary>Catalogue ids, in alphabetical order. A name with an underscore is a family, no part.</summary>
    public static IReadOnlyList<string> Ids { get; } =
    [
        .. Assembly.GetExecutingAssembly().GetManifestResourceNames()
            .Where(resource => resource.StartsWith(Folder, StringComparison.Ordinal) && resource[Folder.Length] != '_')
            .Select(resource => resource[Folder.Length..^Ending.Length])
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Every part, in the order of <see cref="Ids"/>.</summary>
    public static IEnumerable<AvrPart> All => Ids.Select(Load);

    /// <summary>The part of an id or alias, in any case; null where there is none.</summary>
    public static AvrPart? Find(string name) =>
        Ids.FirstOrDefault(id => Same(id, name) || AliasesOf(id).Any(alias => Same(alias, name))) is string id
            ? Load(id)
            : null;

    /// <summary>Catalogue parts that answer with this signature.</summary>
    public static IEnumerable<AvrPart> WithSignature(Signature signature) =>
        All.Where(part => part.Signature == signature);

    /// <summary>The short id avrdude's users know: <c>m32u4</c>, <c>usb1286</c>, <c>t85</c>.</summary>
    internal static IReadOnlyList<string> AliasesOf(string id) =>
    [
        id.Replace("atmega", "m", StringComparison.Ordinal)
            .Replace("attiny", "t", StringComparison.Ordinal)
            .Replace("at90usb", "usb", StringComparison.Ordinal),
    ];

    /// <summary>A data file, embedded in this assembly.</summary>
    internal static Stream Open(string id) =>
        Assembly.GetExecutingAssembly().GetManifestResourceStream(Folder + id + Ending)
        ?? throw new InvalidOperationException($"no part data {id}");

    private static AvrPart Load(string id) => Parts.GetOrAdd(id, PartReader.Read);

    private static bool Same(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);
}
