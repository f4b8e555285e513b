using IspRecipes.Devices.Parts;

namespace IspRecipes.Engine.Steps.Stm32;

/// <summary>A field of an option byte before and after: <c>WDG_SW software -> hardware</c>.</summary>
public sealed record OptionChange(OptionByteId Byte, FuseField Field, int Before, int After)
{
    /// <summary>
    /// The fields that differ, in the order of the bytes; bits without a field count for nothing. FLASH_OBR tells of RDP only
    /// whether it protects, so that two values that do are the same.
    /// </summary>
    public static IReadOnlyList<OptionChange> Between(Stm32Family family, OptionBytes before, OptionBytes after) =>
    [
        .. from option in family.Options
           where option.Id != OptionByteId.Rdp || Protects(family, before) != Protects(family, after)
           from field in option.Fields
           let old = field.Extract(before[option.Id])
           let value = field.Extract(after[option.Id])
           where old != value
           select new OptionChange(option.Id, field, old, value),
    ];

    public string From => OptionNames.Value(Field, Before);

    public string To => OptionNames.Value(Field, After);

    /// <summary>True where the field is the whole byte, whose name then says it all.</summary>
    public bool IsWholeByte => Field.Mask == 0xFF;

    public override string ToString() => $"{Field.Name} {From} -> {To}";

    private static bool Protects(Stm32Family family, OptionBytes options) =>
        options[OptionByteId.Rdp] != family.ReadProtectionOff;
}
