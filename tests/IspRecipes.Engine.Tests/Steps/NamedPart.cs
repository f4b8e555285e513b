using IspRecipes.Devices.Parts;

namespace IspRecipes.Engine.Tests.Steps;

/// <summary>A part with every kind of fuse value, whatever the catalogue knows.</summary>
internal static class NamedPart
{
    public static FuseField BootSize { get; } = new("BOOTSZ", 0x06, "size of the boot section")
    {
        Values = [new(0, "2048W"), new(1, "1024W"), new(2, "512W"), new(3, "256W")],
    };

    public static FuseField BrownOut { get; } = new("BODLEVEL", 0x07, "brown-out level")
    {
        Values = [new(0, "4V3"), new(3, "2V6"), new(6, "2V0"), new(7, "DISABLED")],
    };

    public static FuseField OldBrownOut { get; } = new("BODLEVEL", 0x80, "brown-out level")
    {
        Values = [new(0, "4V0"), new(1, "2V7")],
    };

    public static FuseField Start { get; } = new("SUT_CKSEL", 0x3F, "clock source and start-up time")
    {
        Values = [new(0x00, "EXTCLK_6CK_0MS"), new(0x1E, "EXTXOSC_8MHZ_XX_258CK_65MS"), new(0x3F, "EXTXOSC_8MHZ_XX_16KCK_65MS")],
    };

    /// <summary>ATmega32U4 with the names of its values.</summary>
    public static AvrPart AtMega32U4 { get; } = Name(AvrCatalog.Find("atmega32u4")!);

    private static AvrPart Name(AvrPart part) => part with { Fuses = [.. part.Fuses.Select(Name)] };

    private static FuseByte Name(FuseByte fuse) => fuse with
    {
        Fields = [.. fuse.Fields.Select(field => field.Name switch
        {
            "BOOTSZ" => BootSize,
            "BODLEVEL" => BrownOut,
            _ => field,
        })],
        Combined = fuse.Id == FuseId.Low ? [Start] : [],
    };
}
