using IspRecipes.Devices.Parts;

namespace IspRecipes.Devices.Targets;

/// <summary>How to connect to an STM32, and what is expected there.</summary>
/// <param name="Part">What it is meant to be; null to find out.</param>
public sealed record Stm32Connection(Stm32Part? Part)
{
    /// <summary>SWD clock wished for, in hertz; null for the probe's usual one.</summary>
    public double? Hertz { get; init; }

    /// <summary>Bytes of flash, whatever the size register says; null to go by it.</summary>
    public uint? FlashSize { get; init; }

    /// <summary>Holds NRST low while connecting.</summary>
    public bool UnderReset { get; init; }

    /// <summary>Whether a chip of ST's own, and whether another maker's, may be what is found.</summary>
    public bool AcceptsGenuine { get; init; } = true;

    public bool AcceptsClones { get; init; } = true;
}

/// <summary>What a chip tells of itself.</summary>
public sealed record Stm32Identity
{
    /// <summary>DPIDR: 0x1BA01477.</summary>
    public required uint DebugPortId { get; init; }

    /// <summary>CPUID: 0x411FC231.</summary>
    public required uint CpuId { get; init; }

    /// <summary>DEV_ID: 0x410.</summary>
    public required ushort DeviceId { get; init; }

    /// <summary>REV_ID.</summary>
    public required ushort Revision { get; init; }

    /// <summary>The family of that DEV_ID, as a chip of that REV_ID has it.</summary>
    public required Stm32Family Family { get; init; }

    /// <summary>KiB as the size register has them; null where it says 0 or 0xFFFF.</summary>
    public required int? FlashKiB { get; init; }

    /// <summary>96 bits, 24 hex digits: three words, that of the lowest address first.</summary>
    public required string UniqueId { get; init; }

    /// <summary>By what it is taken for another maker's chip: <c>DPIDR 0x2BA01477</c>; null for one of ST's own.</summary>
    public string? CloneMark { get; init; }

    /// <summary>What the core did when it was looked at.</summary>
    public CoreActivity Core { get; init; }
}
