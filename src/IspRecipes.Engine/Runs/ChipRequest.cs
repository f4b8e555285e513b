using IspRecipes.Devices.Parts;
using IspRecipes.Devices.Programmers;
using IspRecipes.Devices.Targets;

namespace IspRecipes.Engine.Runs;

/// <summary>Which chip to look at, without a recipe.</summary>
/// <param name="Programmer">Catalogue id.</param>
/// <param name="Baud">Bits per second; null for the programmer's own.</param>
/// <param name="Port">As the user named it; null for <c>auto</c>.</param>
/// <param name="Mcu">Catalogue id or alias; null to go by the signature.</param>
public sealed record ChipRequest(string Programmer, int? Baud = null, string? Port = null, string? Mcu = null);

/// <summary>All of a memory, as <c>isprecipe read</c> saves it.</summary>
public sealed record MemoryReading(AvrPart Part, AvrMemory Memory, byte[] Content);

/// <summary>What a probe found.</summary>
public sealed record ProbeReport
{
    public required string Programmer { get; init; }

    /// <summary>What answered.</summary>
    public required string ProgrammerIdentity { get; init; }

    public required string Port { get; init; }

    public required Signature Signature { get; init; }

    /// <summary>Every part of the catalogue that answers so; empty for a chip it does not know.</summary>
    public required IReadOnlyList<AvrPart> Parts { get; init; }

    /// <summary>Fuse bytes and the lock byte; empty where the part is unknown or the programmer does not reach them.</summary>
    public IReadOnlyDictionary<FuseId, byte> Fuses { get; init; } = new Dictionary<FuseId, byte>();

    /// <summary>Calibration bytes of the oscillator.</summary>
    public IReadOnlyList<byte> Calibration { get; init; } = [];

    /// <summary>True where what the chip would answer to a read is junk.</summary>
    public bool IsReadProtected =>
        Parts.Count > 0 && Fuses.TryGetValue(FuseId.Lock, out byte held) && ReadProtection.IsOn(Parts[0], held);
}
