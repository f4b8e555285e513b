using IspRecipes.Devices.Catalog;
using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Steps;

namespace IspRecipes.Engine.Plans;

/// <summary>What who writes a recipe wants to know of the part, in sentences.</summary>
internal static class PartFacts
{
    public static IEnumerable<string> Of(Part part, ProgrammerRow programmer) => part switch
    {
        AvrPart avr => Of(avr, programmer),
        Stm32Part stm32 => [$"{stm32.Name}: {Size(stm32.Flash.Size)} of flash from 0x{stm32.Flash.Start:X8}, {Size(stm32.Sram.Size)} of SRAM."],
        _ => [],
    };

    /// <summary>The fuse bytes as the factory sets them; empty where not all of them are known.</summary>
    public static IReadOnlyList<NewSetting> Factory(AvrPart part) => part.Fuses.All(fuse => fuse.Factory is not null)
        ? [.. part.Fuses.Select(fuse => new NewSetting(FuseNames.Of(fuse.Id), $"0x{fuse.Factory:X2}"))]
        : [];

    private static IEnumerable<string> Of(AvrPart part, ProgrammerRow programmer)
    {
        string eeprom = part.Eeprom.Size > 0 ? $", {Size(part.Eeprom.Size)} of EEPROM" : "";
        string boot = part.BootSizesInWords.Count > 0
            ? $", a boot section of {string.Join(", ", part.BootSizesInWords.Distinct().Order().Select(words => words * 2))} bytes"
            : "";
        int last = boot.LastIndexOf(", ", StringComparison.Ordinal);
        yield return $"{part.Name}: {Size(part.Flash.Size)} of flash{eeprom}{(last > 0 ? $"{boot[..last]} or {boot[(last + 2)..]}" : boot)}.";
        if (programmer.Can(Abilities.Fuses) && Factory(part) is { Count: > 0 } factory)
        {
            yield return $"Fuses as shipped: {string.Join(", ", factory.Select(fuse => $"{fuse.Name} {fuse.Value}"))};"
                + $" 'isprecipe fuses {part.Id}' tells what they mean.";
        }
    }

    private static string Size(long bytes) => bytes % 1024 == 0 ? $"{bytes / 1024} KiB" : $"{bytes} bytes";
}
