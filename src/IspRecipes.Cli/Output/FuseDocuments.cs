using IspRecipes.Devices.Images;
using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Plans;
using IspRecipes.Engine.Steps;

namespace IspRecipes.Cli.Output;

/// <summary>Fuse bytes as machines read them.</summary>
internal static class FuseDocuments
{
    public static object Of(FuseResult result, bool encoded, IReadOnlyList<Diagnostic> diagnostics) => new
    {
        Part = result.After.Part.Id,
        Bytes = result.After.Bytes.Select(fuse => Of(fuse, result.After.Values[fuse.Id])),
        Meaning = Meaning(result.After),
        Warnings = FuseMeaning.Warnings(result.After),
        Changes = encoded ? result.Before.ChangesTo(result.After).Select(Of) : null,
        Recipe = encoded ? result.After.ForRecipe(result.Wanted) : null,
        Avrdude = encoded ? result.After.ForAvrdude(result.Wanted) : null,
        Diagnostics = diagnostics.Select(Messages.Document),
    };

    /// <summary>Settings that give no bytes.</summary>
    public static object Refused(AvrPart part, IReadOnlyList<Diagnostic> diagnostics) => new
    {
        Part = part.Id,
        Bytes = Array.Empty<object>(),
        Diagnostics = diagnostics.Select(Messages.Document),
    };

    public static object Of(FuseBytes before, FuseBytes after) => new
    {
        Part = before.Part.Id,
        Before = before.Bytes.ToDictionary(fuse => FuseNames.Of(fuse.Id), fuse => $"0x{before.Values[fuse.Id]:X2}"),
        After = after.Bytes.ToDictionary(fuse => FuseNames.Of(fuse.Id), fuse => $"0x{after.Values[fuse.Id]:X2}"),
        Changes = before.ChangesTo(after).Select(Of),
        MeaningBefore = Meaning(before),
        MeaningAfter = Meaning(after),
        Warnings = FuseMeaning.Warnings(after),
    };

    public static object Of(FuseField field) => new
    {
        Field = field.Name,
        Bits = FuseTables.Bits(field),
        field.Description,
        field.Max,
        Values = field.Values.Select(value => new { value.Value, value.Name, Means = FieldValues.Words(field, value.Value) }),
    };

    private static object Of(FuseByte fuse, byte value) => new
    {
        Name = FuseNames.Of(fuse.Id),
        Value = $"0x{value:X2}",
        Factory = fuse.Factory is byte factory ? $"0x{(byte)(factory | ~fuse.Mask):X2}" : null,
        Mask = $"0x{fuse.Mask:X2}",
        Fields = fuse.Combined.Concat(fuse.Fields).Select(field => new
        {
            Field = field.Name,
            Bits = FuseTables.Bits(field),
            Value = field.Extract(value),
            Setting = FieldValues.Setting(field, field.Extract(value)),
            Words = FieldValues.Words(field, field.Extract(value)),
            AsFactory = fuse.Factory is byte shipped ? field.Extract(shipped) == field.Extract(value) : (bool?)null,
            field.Description,
        }),
    };

    private static object Of(FieldChange change) => new
    {
        Byte = FuseNames.Of(change.Byte),
        Field = change.Field.Name,
        Before = change.From,
        After = change.To,
        change.Field.Description,
    };

    private static object Meaning(FuseBytes bytes)
    {
        ClockChoice? clock = FuseMeaning.ClockOf(bytes);
        MemoryRegion? boot = FuseMeaning.Boot(bytes);
        return new
        {
            ClockClass = clock?.Class.ToString(),
            ClockMinHertz = clock?.MinHertz,
            ClockMaxHertz = clock?.MaxHertz,
            ClockDividedBy8 = bytes.Field("CKDIV8") == 0,
            BootStart = boot?.Start,
            BootSize = boot?.Size,
            ResetStartsBoot = bytes.Field("BOOTRST") == 0,
            BrownOutVolts = FuseMeaning.BrownOutVolts(bytes),
            EepromSurvivesErase = bytes.Field("EESAVE") == 0,
            Words = FuseMeaning.Facts(bytes).ToDictionary(fact => fact.Name, fact => fact.Text),
        };
    }
}
