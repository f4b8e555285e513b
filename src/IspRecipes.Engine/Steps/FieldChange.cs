using IspRecipes.Devices.Parts;

namespace IspRecipes.Engine.Steps;

/// <summary>A field of a fuse or lock byte before and after: <c>BODLEVEL 2.6 V -> 4.3 V</c>.</summary>
public sealed record FieldChange(FuseId Byte, FuseField Field, int Before, int After)
{
    /// <summary>The fields that differ, highest bit first.</summary>
    public static IReadOnlyList<FieldChange> Between(FuseByte fuse, byte before, byte after) =>
    [
        .. from field in FuseNames.Told(fuse, fuse.Mask, field => IsNamedIn(field, before) && IsNamedIn(field, after))
           where field.Extract(before) != field.Extract(after)
           select new FieldChange(fuse.Id, field, field.Extract(before), field.Extract(after)),
    ];

    /// <summary>All of them in a row; empty where none differs.</summary>
    public static string List(FuseByte fuse, byte before, byte after) => string.Join(", ", Between(fuse, before, after));

    public string From => FieldValues.Words(Field, Before);

    public string To => FieldValues.Words(Field, After);

    public override string ToString() => $"{Field.Name} {From} -> {To}";

    private static bool IsNamedIn(FuseField field, byte value) => FieldValues.IsNamed(field, field.Extract(value));
}
