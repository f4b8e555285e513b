using System.Collections.Concurrent;
using IspRecipes.Devices.Images;

namespace IspRecipes.Devices.Parts;

/// <summary>
/// The STM32s we know, from the data files beside this one. A family is read when one of its parts is asked for: a run needs
/// one, and start-up time counts.
/// </summary>
public static class Stm32Catalog
{
    private static readonly ConcurrentDictionary<string, Stm32Family> Read = new();

    /// <summary>Catalogue ids, in alphabetical order.</summary>
    public static IReadOnlyList<string> Ids { get; } = [.. Stm32Index.Rows.Select(row => row.Id)];

    /// <summary>Every part, in the order of <see cref="Ids"/>.</summary>
    public static IEnumerable<Stm32Part> All => Stm32Index.Rows.Select(Load);

    /// <summary>Every family, in the order of their device ids within F0, F1 and F3.</summary>
    public static IEnumerable<Stm32Family> Families => Stm32Index.Families.Select(row => Load(row.Id));

    /// <summary>
    /// The part of an id, an alias, a whole order number (STM32F103C8T6) or a name that leaves the pins open (stm32f103xb), in
    /// any case; null where there is none.
    /// </summary>
    public static Stm32Part? Find(string name) =>
        Stm32Index.Rows.FirstOrDefault(row => row.IsCalled(name)) is Stm32IndexRow row ? Load(row) : null;

    /// <summary>Families whose chips answer with this DEV_ID; mostly one.</summary>
    public static IEnumerable<Stm32Family> WithDeviceId(ushort deviceId) =>
        Stm32Index.Families.Where(row => row.DeviceId == deviceId).Select(row => Load(row.Id));

    /// <summary>The parts of a family, smallest flash first.</summary>
    public static IEnumerable<Stm32Part> Of(Stm32Family family) =>
        Stm32Index.Rows.Where(row => row.Family == family.Id).OrderBy(row => row.Flash).Select(Load);

    private static Stm32Family Load(string family) => Read.GetOrAdd(family, Stm32FamilyReader.Read);

    private static Stm32Part Load(Stm32IndexRow row)
    {
        Stm32Family family = Load(row.Family);
        return new Stm32Part
        {
            Id = row.Id,
            Name = row.Id.ToUpperInvariant(),
            Aliases = row.Aliases,
            Family = family,
            Flash = new MemoryRegion("flash", Stm32Part.FlashStart, row.Flash, family.PageSize),
            Sram = new MemoryRegion("sram", Stm32Part.SramStart, row.Sram, 1),
            Ccm = row.Ccm > 0 ? new MemoryRegion("ccm", Stm32Part.CcmStart, row.Ccm, 1) : null,
            Source = family.Source,
        };
    }
}
