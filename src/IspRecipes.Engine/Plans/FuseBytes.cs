using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Steps;

namespace IspRecipes.Engine.Plans;

/// <summary>Fuse bytes and lock byte of a part, outside any chip; bits that the part lacks are 1.</summary>
/// <param name="Part">The part.</param>
/// <param name="Values">Its bytes; without those whose factory value is not known and that nobody gave.</param>
public sealed record FuseBytes(AvrPart Part, IReadOnlyDictionary<FuseId, byte> Values)
{
    /// <summary>The bytes there are, low to lock.</summary>
    public IEnumerable<FuseByte> Bytes => Part.Fuses.Append(Part.Lock).Where(fuse => Values.ContainsKey(fuse.Id));

    /// <summary>Value of a field; null where the part has none of that name or its byte is not known.</summary>
    public int? Field(string name) =>
        Part.FindField(name) is var (fuse, field) && Values.TryGetValue(fuse.Id, out byte value) ? field.Extract(value) : null;

    /// <summary>Fields that differ in <paramref name="after"/>, low to lock, highest bit first.</summary>
    public IReadOnlyList<FieldChange> ChangesTo(FuseBytes after) =>
    [
        .. from fuse in Bytes
           where after.Values.ContainsKey(fuse.Id)
           from change in FieldChange.Between(fuse, Values[fuse.Id], after.Values[fuse.Id])
           select change,
    ];

    /// <summary>Lines of a recipe that give these bytes.</summary>
    public string ForRecipe(IReadOnlyCollection<FuseId> wanted)
    {
        IEnumerable<string> fuses =
            from fuse in Part.Fuses
            where wanted.Contains(fuse.Id)
            select $"{FuseNames.Of(fuse.Id)}: 0x{Values[fuse.Id]:X2}";
        string[] lines =
        [
            .. fuses.Any() ? (string[])[$"fuses: {{ {string.Join(", ", fuses)} }}"] : [],
            .. wanted.Contains(FuseId.Lock) ? (string[])[$"lock: 0x{Values[FuseId.Lock]:X2}"] : [],
        ];
        return string.Join('\n', lines);
    }

    /// <summary>Options for avrdude that write these bytes.</summary>
    public string ForAvrdude(IReadOnlyCollection<FuseId> wanted) => string.Join(' ',
        from fuse in Bytes
        where wanted.Contains(fuse.Id)
        select $"-U {FuseNames.ForAvrdude(Part, fuse.Id)}:w:0x{Values[fuse.Id]:X2}:m");
}
