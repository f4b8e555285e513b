namespace IspRecipes.Devices.Parts;

/// <summary>The STM32s we know, from the data files beside this one.</summary>
public static class Stm32Catalog
{
    /// <summary>Catalogue ids, in alphabetical order.</summary>
    public static IReadOnlyList<string> Ids { get; } = [];

    /// <summary>The part of an id or alias, in any case; null where there is none.</summary>
    public static Stm32Part? Find(string name) => null;

    /// <summary>Families whose chips answer with this DEV_ID; mostly one.</summary>
    public static IEnumerable<Stm32Family> WithDeviceId(ushort deviceId) => [];

    /// <summary>The parts of a family, smallest flash first.</summary>
    public static IEnumerable<Stm32Part> Of(Stm32Family family) => [];
}
