using IspRecipes.Devices.Links;
using IspRecipes.Devices.Parts;
using IspRecipes.Devices.Targets;

namespace IspRecipes.Engine.Runs;

/// <summary>What a probe found.</summary>
public abstract record ProbeReport
{
    private ProbeReport()
    {
    }

    /// <summary>Catalogue id.</summary>
    public required string Programmer { get; init; }

    /// <summary>What answered.</summary>
    public required string ProgrammerIdentity { get; init; }

    public required string Port { get; init; }

    /// <summary>True where what the chip would answer to a read is no content of its own.</summary>
    public abstract bool IsReadProtected { get; }

    /// <summary>An AVR.</summary>
    public sealed record Avr : ProbeReport
    {
        public required Signature Signature { get; init; }

        /// <summary>Every part of the catalogue that answers so; empty for a chip it does not know.</summary>
        public required IReadOnlyList<AvrPart> Parts { get; init; }

        /// <summary>Fuse bytes and the lock byte; empty where the part is unknown or the programmer does not reach them.</summary>
        public IReadOnlyDictionary<FuseId, byte> Fuses { get; init; } = new Dictionary<FuseId, byte>();

        /// <summary>Calibration bytes of the oscillator.</summary>
        public IReadOnlyList<byte> Calibration { get; init; } = [];

        public override bool IsReadProtected =>
            Parts.Count > 0 && Fuses.TryGetValue(FuseId.Lock, out byte held) && ReadProtection.IsOn(Parts[0], held);
    }

    /// <summary>An STM32, which ran on while it was looked at.</summary>
    public sealed record Stm32 : ProbeReport
    {
        /// <summary>The probe, as it is plugged in.</summary>
        public required UsbDeviceInfo Device { get; init; }

        /// <summary>Volts at the target's VCC; null where the probe does not tell.</summary>
        public required double? TargetVolts { get; init; }

        /// <summary>SWD clock as it was set; null where the probe cannot be told one.</summary>
        public required double? SwdHertz { get; init; }

        public required Stm32Identity Identity { get; init; }

        /// <summary>Its memories, with the flash size that counts.</summary>
        public required Stm32Part Part { get; init; }

        /// <summary>Every part of the catalogue that it may be.</summary>
        public required IReadOnlyList<Stm32Part> Parts { get; init; }

        /// <summary>Those that act now.</summary>
        public required OptionBytes Options { get; init; }

        /// <summary>0 for none.</summary>
        public required int ReadProtectionLevel { get; init; }

        /// <summary>Numbers of the pages that cannot be erased or written, ascending.</summary>
        public required IReadOnlyList<int> WriteProtectedPages { get; init; }

        public override bool IsReadProtected => ReadProtectionLevel > 0;

        /// <summary>True for RDP of a chip with protection of level 1, which does not tell by which value.</summary>
        public bool KeepsValueOf(OptionByteId id) => id == OptionByteId.Rdp && ReadProtectionLevel == 1;
    }
}
