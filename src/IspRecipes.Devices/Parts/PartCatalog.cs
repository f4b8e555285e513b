namespace IspRecipes.Devices.Parts;

/// <summary>Every part a recipe can name: the AVRs, then the STM32s.</summary>
public static class PartCatalog
{
    /// <summary>Catalogue ids, each family's in alphabetical order.</summary>
    public static IReadOnlyList<string> Ids { get; } = [.. AvrCatalog.Ids, .. Stm32Catalog.Ids];

    /// <summary>The part of an id or alias, in any case; null where there is none.</summary>
    public static Part? Find(string name) => (Part?)AvrCatalog.Find(name) ?? Stm32Catalog.Find(name);
}
