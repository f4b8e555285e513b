using IspRecipes.Devices.Parts;

namespace IspRecipes.Simulation.Chips;

/// <summary>
/// Fuse bytes and the lock byte. Each fuse is held twice: as it was last written, which is what reads back, and as the
/// chip acts on it, which follows when programming mode is left. Fuses begin as from the factory, lock bits as after an erase.
/// </summary>
internal sealed class AvrFuses
{
    private readonly AvrPart _part;
    private readonly Dictionary<FuseId, byte> _stored = [];
    private Dictionary<FuseId, byte> _latched;

    public AvrFuses(AvrPart part)
    {
        _part = part;
        foreach (FuseByte fuse in part.Fuses)
        {
            _stored[fuse.Id] = fuse.Factory ?? 0xFF;
        }

        _stored[FuseId.Lock] = 0xFF;
        _latched = new(_stored);
    }

    /// <summary>LB1 programmed: memories and fuses cannot be written (datasheets, Lock Bit Protection Modes).</summary>
    public bool WritesLocked => (_stored[FuseId.Lock] & 0b01) == 0;

    /// <summary>LB1 and LB2 programmed: memories cannot be read either.</summary>
    public bool ReadsLocked => (_stored[FuseId.Lock] & 0b11) == 0;

    /// <summary>RSTDISBL, DWEN or a missing SPIEN: the pins serve something else than programming.</summary>
    public bool ProgrammingDisabled => Latched("RSTDISBL") == 0 || Latched("DWEN") == 0 || Latched("SPIEN") == 1;

    /// <summary>The one fuse that acts as soon as it is written.</summary>
    public bool EepromSurvivesErase => Field(_stored, "EESAVE") == 0;

    public bool Has(FuseId id) => _stored.ContainsKey(id);

    public byte this[FuseId id] => _stored[id];

    /// <summary>A byte as the chip acts on it.</summary>
    public byte Latched(FuseId id) => _latched[id];

    /// <summary>The value of a field as the chip acts on it; null where the part has no such field.</summary>
    public int? Latched(string field) => Field(_latched, field);

    /// <summary>Writes over SPI: SPIEN keeps its value, lock bits only fall.</summary>
    public void Write(FuseId id, byte value)
    {
        byte old = _stored[id];
        byte kept = id == FuseId.Lock
            ? (byte)(old & value)
            : Keep(_part.Fuse(id)!.Field("SPIEN")?.Mask ?? 0, old, value);
        _stored[id] = Keep((byte)~_part.Fuse(id)!.Mask, old, kept);
    }

    /// <summary>Sets a byte as a high-voltage programmer would, acting at once.</summary>
    public void Preset(FuseId id, byte value)
    {
        _stored[id] = value;
        Latch();
    }

    public void EraseLock() => _stored[FuseId.Lock] = 0xFF;

    public void Latch() => _latched = new(_stored);

    private int? Field(Dictionary<FuseId, byte> values, string name)
    {
        foreach (FuseByte fuse in _part.Fuses)
        {
            if (fuse.Field(name) is { } field)
            {
                return field.Extract(values[fuse.Id]);
            }
        }

        return null;
    }

    private static byte Keep(byte mask, byte old, byte value) => (byte)((old & mask) | (value & ~mask));
}
