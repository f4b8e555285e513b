using IspRecipes.Devices.Images;
using IspRecipes.Devices.Parts;
using IspRecipes.Devices.Programmers;

namespace IspRecipes.Engine.Steps.Differences;

/// <summary>What a run would leave in an AVR.</summary>
/// <param name="Fuses">In the order they are written.</param>
/// <param name="Lock">Null where the recipe names no lock bits.</param>
/// <param name="Flash">Pages that are written; empty for none.</param>
/// <param name="Eeprom">Null where the recipe says nothing of the EEPROM.</param>
internal sealed record AvrGoal(
    AvrPart Part, IReadOnlyList<FuseChange> Fuses, FuseChange? Lock, IReadOnlyList<Page> Flash, EepromGoal? Eeprom)
{
    /// <summary>True where a run begins with a chip erase.</summary>
    public bool ErasesChip { get; init; }

    /// <summary>True where the recipe itself asks for the erase.</summary>
    public bool WantsErase { get; init; }

    /// <summary>True where the EEPROM is read before the erase and written back.</summary>
    public bool KeepsEeprom { get; init; }

    /// <summary>True where the new fuses, EESAVE among them, act before the erase.</summary>
    public bool FusesFirst { get; init; }

    /// <param name="held">Fuse and lock bytes of the chip; empty where the programmer does not reach them.</param>
    public IReadOnlyList<ByteDifference> Bytes(IReadOnlyDictionary<FuseId, byte> held)
    {
        IEnumerable<ByteDifference> fuses =
            from change in Fuses
            let before = held[change.Fuse.Id]
            where !change.IsHeldBy(before)
            select Difference(change.Fuse, before, change.Over(before), isWanted: true);
        return [.. fuses, .. LockDifference(held)];
    }

    /// <param name="held">As for <see cref="Bytes"/>.</param>
    public IReadOnlyList<MemoryGoal> Memories(IReadOnlyDictionary<FuseId, byte> held) =>
    [
        new(AvrMemory.Flash, Part.Flash, MemoryGoal.Named(Part.Flash, Flash), ErasesChip ? RestOfMemory.Erased : RestOfMemory.Untouched),
        new(AvrMemory.Eeprom, Part.Eeprom, Eeprom?.Bytes(null) ?? new byte?[Part.Eeprom.Size], RestOfEeprom(held)),
    ];

    private RestOfMemory RestOfEeprom(IReadOnlyDictionary<FuseId, byte> held) =>
        !ErasesChip ? RestOfMemory.Untouched
        : EesaveAtErase(held) ? RestOfMemory.Spared
        : KeepsEeprom ? RestOfMemory.Kept
        : RestOfMemory.Erased;

    /// <summary>True where EESAVE is programmed when the chip is erased.</summary>
    private bool EesaveAtErase(IReadOnlyDictionary<FuseId, byte> held)
    {
        if (Part.FindField("EESAVE") is not var (fuse, field) || !held.TryGetValue(fuse.Id, out byte value))
        {
            return false;
        }

        FuseChange? change = FusesFirst ? Fuses.FirstOrDefault(change => change.Fuse.Id == fuse.Id) : null;
        return field.IsProgrammed(change?.Over(value) ?? value);
    }

    /// <summary>A chip erase raises all lock bits before the recipe's fall.</summary>
    private IEnumerable<ByteDifference> LockDifference(IReadOnlyDictionary<FuseId, byte> held)
    {
        if (!held.TryGetValue(FuseId.Lock, out byte before))
        {
            yield break;
        }

        byte erased = ErasesChip ? (byte)0xFF : before;
        byte after = Lock?.Over(erased) ?? erased;
        if (((before ^ after) & Part.Lock.Mask) != 0)
        {
            yield return Difference(Part.Lock, before, after, isWanted: Lock?.IsHeldBy(before) == false);
        }
    }

    private static ByteDifference Difference(FuseByte fuse, byte before, byte after, bool isWanted) => new(
        FuseNames.Of(fuse.Id),
        before,
        after,
        [.. FieldChange.Between(fuse, before, after).Select(change => new NamedChange(change.Field.Name, change.From, change.To))],
        isWanted);
}
