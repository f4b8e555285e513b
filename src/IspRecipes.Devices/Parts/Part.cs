using IspRecipes.Devices.Images;

namespace IspRecipes.Devices.Parts;

/// <summary>What every part has, whoever makes it.</summary>
public abstract record Part
{
    /// <summary>Catalogue id, lower case: <c>atmega32u4</c>, <c>stm32f103c8</c>.</summary>
    public required string Id { get; init; }

    /// <summary>As its maker writes it: <c>ATmega32U4</c>, <c>STM32F103C8</c>.</summary>
    public required string Name { get; init; }

    public IReadOnlyList<string> Aliases { get; init; } = [];

    public required MemoryRegion Flash { get; init; }

    /// <summary>Where the figures come from: document number and section.</summary>
    public required string Source { get; init; }
}
