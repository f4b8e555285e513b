using IspRecipes.Devices.Parts;

namespace IspRecipes.Engine.Steps.Stm32;

/// <summary>Option bytes and their fields, as recipes and people name them.</summary>
public static class OptionNames
{
    /// <summary>As the manual writes it: <c>RDP</c>, <c>USER</c>, <c>WRP0</c>.</summary>
    public static string Of(OptionByteId id) => $"{id}".ToUpperInvariant();

    /// <summary>A field's value: by its name, or in hexadecimal where it is a whole byte.</summary>
    public static string Value(FuseField field, int value) => field.Mask == 0xFF && !FieldValues.IsNamed(field, value)
        ? $"0x{value:X2}"
        : FieldValues.Words(field, value);

    /// <summary>What a byte means: <c>nRST_STDBY=no-reset WDG_SW=software</c>, <c>level-0</c>; empty for a plain number.</summary>
    public static string Fields(OptionByte option, byte held) => option.Fields is [{ Mask: 0xFF } whole]
        ? FieldValues.IsNamed(whole, held) ? Value(whole, held) : ""
        : string.Join(' ', option.Fields.Select(field => $"{field.Name}={Value(field, field.Extract(held))}"));
}
