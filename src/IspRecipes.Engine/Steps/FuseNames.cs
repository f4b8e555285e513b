using IspRecipes.Devices.Parts;

namespace IspRecipes.Engine.Steps;

/// <summary>How recipes name the fuse bytes.</summary>
public static class FuseNames
{
    public static string Of(FuseId id) => id switch
    {
        FuseId.Low => "low",
        FuseId.High => "high",
        FuseId.Extended => "extended",
        _ => "lock",
    };

    /// <summary>Fields as a recipe would write them, a flag on when programmed: <c>JTAGEN=off BOOTSZ=0</c>.</summary>
    /// <param name="fuse">The byte.</param>
    /// <param name="value">What it holds.</param>
    /// <param name="mask">The bits to tell of; a field is told where all of its bits are among them.</param>
    public static string Fields(FuseByte fuse, byte value, byte mask = 0xFF) => string.Join(' ',
        from field in fuse.Fields
        where (mask & field.Mask) == field.Mask
        let setting = field.Max > 1 ? $"{field.Extract(value)}" : field.IsProgrammed(value) ? "on" : "off"
        select $"{field.Name}={setting}");

    /// <summary>What avrdude's users call a byte, in a recipe's word; other names as they are.</summary>
    public static string FromAvrdude(string name) => name.ToLowerInvariant() switch
    {
        "lfuse" => "low",
        "hfuse" => "high",
        "efuse" => "extended",
        _ => name,
    };
}
