using System.Numerics;
using IspRecipes.Devices.Parts;

namespace IspRecipes.Engine.Steps;

/// <summary>How recipes name the fuse bytes and what is in them.</summary>
public static class FuseNames
{
    public static string Of(FuseId id) => id switch
    {
        FuseId.Low => "low",
        FuseId.High => "high",
        FuseId.Extended => "extended",
        _ => "lock",
    };

    /// <summary>Fields as a recipe would write them, a flag on when programmed: <c>JTAGEN=off BOOTSZ=2048W</c>.</summary>
    /// <param name="fuse">The byte.</param>
    /// <param name="value">What it holds.</param>
    /// <param name="mask">The bits to tell of; a field is told where all of its bits are among them.</param>
    public static string Fields(FuseByte fuse, byte value, byte mask = 0xFF) => string.Join(' ',
        from field in Told(fuse, mask, field => FieldValues.IsNamed(field, field.Extract(value)))
        select $"{field.Name}={FieldValues.Setting(field, field.Extract(value))}");

    /// <summary>
    /// The fields that tell of the bits of <paramref name="mask"/>, highest bit first and each bit once: a combined field
    /// in place of its parts where <paramref name="isNamed"/> says so.
    /// </summary>
    public static IEnumerable<FuseField> Told(FuseByte fuse, byte mask, Func<FuseField, bool> isNamed)
    {
        List<FuseField> told = [.. fuse.Combined.Where(field => (mask & field.Mask) == field.Mask && isNamed(field))];
        int covered = told.Aggregate(0, (bits, field) => bits | field.Mask);
        told.AddRange(fuse.Fields.Where(field => (mask & ~covered & field.Mask) == field.Mask));
        return told.OrderByDescending(field => BitOperations.Log2(field.Mask));
    }

    /// <summary>The memory that avrdude has for a byte; a part with one fuse byte calls it <c>fuse</c>.</summary>
    public static string ForAvrdude(AvrPart part, FuseId id) => id switch
    {
        FuseId.Low => part.Fuses.Count == 1 ? "fuse" : "lfuse",
        FuseId.High => "hfuse",
        FuseId.Extended => "efuse",
        _ => "lock",
    };

    /// <summary>What avrdude's users call a byte, in a recipe's word; other names as they are.</summary>
    public static string FromAvrdude(string name) => name.ToLowerInvariant() switch
    {
        "lfuse" => "low",
        "hfuse" => "high",
        "efuse" => "extended",
        _ => name,
    };
}
