using IspRecipes.Devices.Links;
using IspRecipes.Devices.Programmers;

namespace IspRecipes.Devices.Catalog;

/// <summary>One programmer a recipe can name: what it reaches, what it can do, how it is opened.</summary>
public sealed record ProgrammerRow
{
    /// <summary>
    /// Volts that a pin may stand above the chip's supply: absolute maximum ratings of every classic AVR, "voltage on any
    /// pin except RESET with respect to ground".
    /// </summary>
    public const double PinMargin = 0.5;

    /// <summary>Catalogue id: <c>avrisp</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Other names a recipe may give it.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>What it is, for people.</summary>
    public required string Description { get; init; }

    public required Abilities Abilities { get; init; }

    /// <summary>How it is reached, and the driver that speaks to it there.</summary>
    public required Reach Reach { get; init; }

    /// <summary>SCK in hertz as the programmer sets it by itself; null where it has none (a bootloader) or finds one.</summary>
    public double? SckHertz { get; init; }

    /// <summary>Every SCK in hertz that it can be set to, fastest first; for one with <see cref="Abilities.BitClock"/>.</summary>
    public IReadOnlyList<double> SckSteps { get; init; } = [];

    /// <summary>The steps worth trying where the recipe names none; all of them, unless they are many.</summary>
    public IReadOnlyList<double> SckSearch
    {
        get => field ?? SckSteps;
        init;
    }

    /// <summary>Every SWD clock in hertz that a debug probe can be set to, fastest first.</summary>
    public IReadOnlyList<double> SwdSteps { get; init; } = [];

    /// <summary>USB ids its port, or itself, is known by.</summary>
    public required IReadOnlyList<UsbId> UsbIds { get; init; }

    /// <summary>Makers all of whose products count as well.</summary>
    public IReadOnlyList<ushort> UsbVendors { get; init; } = [];

    /// <summary>Volts it feeds to the target's VCC and drives its pins with; null where it varies or follows the target.</summary>
    public double? SupplyVolts { get; init; }

    /// <summary>
    /// Bytes of a memory, from address 0 on, that its block transfers can address; what lies above goes by single SPI
    /// instructions. Null where all can be addressed.
    /// </summary>
    public uint? BlockReach { get; init; }

    /// <summary>Whether a port with these ids may be this programmer; <c>auto</c> considers no other.</summary>
    public bool Knows(UsbId usb) => UsbIds.Contains(usb) || UsbVendors.Contains(usb.Vendor);

    /// <summary>The SCK in hertz that a wish ends up with: the fastest step not above it; null where all are faster.</summary>
    public double? SckFor(double hertz) => SckSteps.Cast<double?>().FirstOrDefault(step => step <= hertz);

    public bool Can(Abilities ability) => (Abilities & ability) == ability;
}

/// <summary>What a programmer can do to a chip; the planner refuses the rest before a port is opened.</summary>
[Flags]
public enum Abilities
{
    None = 0,
    ReadFlash = 1,
    WriteFlash = 2,
    ReadEeprom = 4,
    WriteEeprom = 8,
    ChipErase = 16,
    Fuses = 32,
    Lock = 64,
    Calibration = 128,

    /// <summary>Its SCK can be set: <see cref="IspProgrammer.SetBitClock"/>.</summary>
    BitClock = 256,

    /// <summary>Its supply and its pull-ups can be switched: <see cref="IspProgrammer.SetSupply"/>.</summary>
    Supply = 512,

    /// <summary>The option bytes of an STM32 can be read and written.</summary>
    OptionBytes = 1024,

    /// <summary>Everything a debug probe does to an STM32.</summary>
    Swd = ReadFlash | WriteFlash | ChipErase | OptionBytes,

    /// <summary>Everything an SPI programmer does.</summary>
    Isp = ReadFlash | WriteFlash | ReadEeprom | WriteEeprom | ChipErase | Fuses | Lock | Calibration,
}
