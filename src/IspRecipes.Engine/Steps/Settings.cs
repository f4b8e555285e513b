using IspRecipes.Engine.Recipes;

namespace IspRecipes.Engine.Steps;

/// <summary>Fuse settings as a user wrote them.</summary>
internal static class Settings
{
    /// <summary><c>high: 0x59</c>, <c>RSTDISBL: on</c>.</summary>
    public static string Words(this FuseSetting setting) => $"{setting.Name.Value}: {setting.Text()}";

    /// <summary>The value alone.</summary>
    public static string Text(this FuseSetting setting) => setting switch
    {
        { Word: string word } => word,
        { On: true } => "on",
        { On: false } => "off",
        { Value: long value and > 9 and <= 0xFF } => $"0x{value:X2}",
        _ => $"{setting.Value}",
    };
}
