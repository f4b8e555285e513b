using System.Collections.Concurrent;

namespace IspRecipes.Devices.Parts;

/// <summary>
/// The AVRs we know, from the data files beside this one. A part is read when it is asked for: a run needs one, and
/// start-up time counts.
/// </summary>
public static class AvrCatalog
{
    private static readonly ConcurrentDictionary<string, AvrPart> Parts = new();

    /// <summary>Catalogue ids, in alphabetical order.</summary>
    public static IReadOnlyList<string> Ids { get; } = [.. PartIndex.Rows.Select(row => row.Id)];

    /// <summary>Every part, in the order of <see cref="Ids"/>.</summary>
    public static IEnumerable<AvrPart> All => PartIndex.Rows.Select(Load);

    /// <summary>The part of an id or alias, in any case; null where there is none.</summary>
    public static AvrPart? Find(string name) =>
        PartIndex.Rows.FirstOrDefault(row => row.IsCalled(name)) is PartIndexRow row ? Load(row) : null;

    /// <summary>Catalogue parts that answer with this signature, those first that most boards have.</summary>
    public static IEnumerable<AvrPart> WithSignature(Signature signature) =>
        PartIndex.Rows.Where(row => row.Signature == signature).OrderBy(row => row.IsDerived).Select(Load);

    private static AvrPart Load(PartIndexRow row) => Parts.GetOrAdd(row.Id, _ => PartReader.Read(row));
}
