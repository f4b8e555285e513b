using IspRecipes.Devices.Images;

namespace IspRecipes.Devices.Parts;

/// <summary>The data of a classic AVR with SPI in-system programming, as its datasheet states it.</summary>
public sealed record AvrPart : Part
{
    /// <summary>Parts that answer with the same signature and so cannot be told from this one.</summary>
    public IReadOnlyList<string> SameSignature { get; init; } = [];

    public required Signature Signature { get; init; }

    public required MemoryRegion Eeprom { get; init; }

    /// <summary>True where EEPROM pages can be loaded and written by SPI instructions (0xC1, 0xC2).</summary>
    public required bool EepromPages { get; init; }

    /// <summary>The fuse bytes the part has, in the order low, high, extended.</summary>
    public required IReadOnlyList<FuseByte> Fuses { get; init; }

    public required FuseByte Lock { get; init; }

    /// <summary>Boot section sizes in words, indexed by the value of the BOOTSZ field; empty where the part has none.</summary>
    public required IReadOnlyList<int> BootSizesInWords { get; init; }

    /// <summary>Brown-out levels in volts, indexed by the value of the BODLEVEL field; null where that is reserved or off.</summary>
    public IReadOnlyList<double?> BrownOutVolts { get; init; } = [];

    /// <summary>The clocks that <see cref="ClockFuse"/> chooses between; a value that none of them has is reserved.</summary>
    public IReadOnlyList<ClockRow> Clocks { get; init; } = [];

    /// <summary>What the part does by instructions of its own that no driver here speaks.</summary>
    public OldInstructions Old { get; init; }

    /// <summary>Number of calibration bytes that SPI can read.</summary>
    public required int CalibrationBytes { get; init; }

    /// <summary>True where SPI can poll RDY/BSY (0xF0 0x00).</summary>
    public required bool PollReady { get; init; }

    public required TimeSpan ChipEraseTime { get; init; }

    public required TimeSpan FlashWriteTime { get; init; }

    public required TimeSpan EepromWriteTime { get; init; }

    public required TimeSpan FuseWriteTime { get; init; }

    /// <summary>False where no datasheet or device file gave the fields of the fuse bytes: only their masks are known.</summary>
    public bool KnowsFields { get; init; } = true;

    /// <summary>True where flash is larger than 64 KWords and the extended address byte (0x4D) must be loaded.</summary>
    public bool HasExtendedAddress => Flash.Size > 0x20000;

    public FuseByte? Fuse(FuseId id) => id == FuseId.Lock ? Lock : Fuses.FirstOrDefault(fuse => fuse.Id == id);

    /// <summary>A field of a fuse or lock byte by the datasheet's name, in any case; null where the part has none.</summary>
    public (FuseByte Byte, FuseField Field)? FindField(string name)
    {
        foreach (FuseByte fuse in (IEnumerable<FuseByte>)[.. Fuses, Lock])
        {
            if (fuse.Field(name) is FuseField field)
            {
                return (fuse, field);
            }
        }

        return null;
    }

    /// <summary>The fuse byte that chooses the clock; null where the part has no such choice, or none that we know.</summary>
    public FuseByte? ClockFuse => FindField("CKSEL")?.Byte;

    /// <summary>The clock that <see cref="ClockFuse"/> chooses with the value <paramref name="fuse"/>; null where the part has none.</summary>
    public ClockChoice? ClockOf(byte fuse)
    {
        foreach (ClockRow row in Clocks)
        {
            if ((fuse & row.Mask) == row.Bits)
            {
                return row.Choice;
            }
        }

        return Clocks.Count > 0 ? new ClockChoice(ClockClass.Reserved) : null;
    }

    /// <summary>The fuse byte that has BOOTSZ; null where the part has no boot section.</summary>
    public FuseByte? BootFuse => FindField("BOOTSZ")?.Byte;

    /// <summary>First byte address of the boot section; null where the part has none.</summary>
    /// <param name="fuse">Value of <see cref="BootFuse"/>.</param>
    public uint? BootStart(byte fuse) =>
        FindField("BOOTSZ") is var (_, bootSize) ? Flash.End - 2 * (uint)BootSizesInWords[bootSize.Extract(fuse)] : null;

    /// <summary>The boot section as a memory of its own; null where the part has none.</summary>
    /// <param name="fuse">Value of <see cref="BootFuse"/>.</param>
    public MemoryRegion? BootSection(byte fuse) =>
        BootStart(fuse) is uint start ? Flash with { Name = "boot section", Start = start, Size = Flash.End - start } : null;

    /// <summary>Flash below the boot section; all of it where the part has none.</summary>
    /// <param name="fuse">Value of <see cref="BootFuse"/>.</param>
    public MemoryRegion ApplicationSection(byte fuse) =>
        BootStart(fuse) is uint start ? Flash with { Name = "application section", Size = start } : Flash;
}

/// <summary>Instructions of the first AVRs, which later parts have not.</summary>
[Flags]
public enum OldInstructions
{
    None = 0,

    /// <summary>Flash is written byte by byte, with no page to load.</summary>
    Flash = 1,

    /// <summary>Fuses are written in the instruction's second byte, share a byte with the lock bits, or cannot be read at all.</summary>
    Fuses = 2,

    /// <summary>Lock bits are written in the instruction's second byte, or cannot be read.</summary>
    Lock = 4,
}

/// <summary>The three signature bytes, 0x1E first for Atmel.</summary>
public readonly record struct Signature(byte Vendor, byte Family, byte Device)
{
    public override string ToString() => $"{Vendor:X2} {Family:X2} {Device:X2}";
}

/// <summary>A fuse byte; the lock byte is read, masked and written the same way.</summary>
public enum FuseId
{
    Low,
    High,
    Extended,
    Lock,
}

/// <summary>One fuse byte or the lock byte of a part. A bit is programmed when it reads 0.</summary>
/// <param name="Id">Which byte.</param>
/// <param name="Mask">Implemented bits; the others read as anything and are written as 1.</param>
/// <param name="Factory">Factory value; null where the datasheet states none.</param>
/// <param name="Fields">The byte's fields, highest bit first; no bit is in two of them.</param>
public sealed record FuseByte(FuseId Id, byte Mask, byte? Factory, IReadOnlyList<FuseField> Fields)
{
    /// <summary>Fields that the datasheet tables together, over the bits of several <see cref="Fields"/>: SUT_CKSEL.</summary>
    public IReadOnlyList<FuseField> Combined { get; init; } = [];

    public FuseField? Field(string name) =>
        Fields.Concat(Combined).FirstOrDefault(field => field.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}
