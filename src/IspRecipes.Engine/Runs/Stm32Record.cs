using IspRecipes.Devices.Parts;
using IspRecipes.Devices.Targets;
using IspRecipes.Engine.Steps.Stm32;

namespace IspRecipes.Engine.Runs;

/// <summary>What a run found out about an STM32, and what it changed in it.</summary>
/// <param name="Identity">As the chip told it.</param>
/// <param name="Part">With the flash size that counts.</param>
/// <param name="Before">Option bytes as first read; null before that.</param>
/// <param name="After">Option bytes as last read.</param>
/// <param name="PagesChanged">Pages of flash that were erased or written one by one.</param>
/// <param name="FlashErased">True where all of the flash was erased at once.</param>
public sealed record Stm32Record(
    Stm32Identity Identity, Stm32Part Part, OptionBytes? Before, OptionBytes? After, int PagesChanged, bool FlashErased)
{
    /// <summary>Fields of the option bytes that differ between the two.</summary>
    public IReadOnlyList<OptionChange> Changes =>
        Before is null || After is null ? [] : OptionChange.Between(Part.Family, Before, After);

    /// <summary>Null before the chip was identified, and for an AVR.</summary>
    internal static Stm32Record? Of(Stm32State chip) => chip is { Identity: Stm32Identity identity, Part: Stm32Part part }
        ? new Stm32Record(identity, part, chip.Before, chip.Now, chip.PagesChanged, chip.Erased)
        : null;
}
