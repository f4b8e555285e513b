using IspRecipes.Devices.Parts;

namespace IspRecipes.Engine.Steps;

/// <summary>What a run has learned of the chip so far.</summary>
internal sealed class ChipState
{
    private readonly Dictionary<FuseId, byte> _before = [];
    private readonly Dictionary<FuseId, byte> _now = [];

    /// <summary>As read; null before that.</summary>
    public Signature? Signature { get; set; }

    /// <summary>Fuse and lock bytes as first read.</summary>
    public IReadOnlyDictionary<FuseId, byte> Before => _before;

    /// <summary>Fuse and lock bytes as last read.</summary>
    public IReadOnlyDictionary<FuseId, byte> Now => _now;

    /// <summary>True once the chip erase is done: pages that hold nothing but 0xFF need no writing.</summary>
    public bool Erased { get; set; }

    /// <summary>True once the new fuses act, before the memories are written.</summary>
    public bool FusesAct { get; set; }

    /// <summary>True where the chip erase has blanked the EEPROM too, so that nothing of it need be read.</summary>
    public bool EepromBlank { get; set; }

    /// <summary>The EEPROM as it was read and saved before anything was changed; null where it was not.</summary>
    public EepromBackup? Backup { get; set; }

    /// <summary>All of the flash as it was read before anything was changed; null where it was not.</summary>
    public ReadOnlyMemory<byte>? Flash { get; set; }

    /// <summary>The EEPROM as it was before the chip erase, where it is to be written back.</summary>
    public byte[]? KeptEeprom { get; set; }

    /// <summary>How often the line had repeated itself when the memories were verified; null before that.</summary>
    public int? RepeatsWhenVerified { get; set; }

    /// <summary>True where <see cref="KeptEeprom"/> is, or may be, erased in the chip since it was last read.</summary>
    public bool EepromAtRisk { get; set; }

    /// <summary>Pages written without a chip erase whose holes were read first, by address, as they were written.</summary>
    public Dictionary<uint, ReadOnlyMemory<byte>> FlashHoles { get; } = [];

    /// <summary>EEPROM pages as they were written, by offset: bytes that the recipe leaves alone among them.</summary>
    public Dictionary<int, byte[]> EepromPages { get; } = [];

    /// <summary>Takes note of bytes that were read.</summary>
    public void Learn(IReadOnlyDictionary<FuseId, byte> fuses)
    {
        foreach ((FuseId id, byte value) in fuses)
        {
            Learn(id, value);
        }
    }

    /// <summary>Takes note of a byte that was read.</summary>
    public void Learn(FuseId id, byte value)
    {
        _before.TryAdd(id, value);
        _now[id] = value;
    }

    /// <summary>True where the chip's fuses spare the EEPROM from a chip erase.</summary>
    public bool EepromSurvivesErase(AvrPart part) => part.FindField("EESAVE") is var (fuse, field)
        && _now.TryGetValue(fuse.Id, out byte value) && field.IsProgrammed(value);
}

/// <summary>All of an EEPROM, in a file.</summary>
/// <param name="IsScratch">True where the file is only for the time of the run.</param>
internal sealed record EepromBackup(byte[] Content, string Path, bool IsScratch);
