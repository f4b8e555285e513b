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

    /// <summary>What avrdude's users call a byte, in a recipe's word; other names as they are.</summary>
    public static string FromAvrdude(string name) => name.ToLowerInvariant() switch
    {
        "lfuse" => "low",
        "hfuse" => "high",
        "efuse" => "extended",
        _ => name,
    };
}
