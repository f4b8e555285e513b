namespace IspRecipes.Simulation.Programmers;

/// <summary>What the Bus Pirates and their firmwares differ in (SPI.c and spi.c of the releases).</summary>
public sealed record BusPirateBuild
{
    /// <summary>Codes 0 to 7 in hertz, as documented and as most firmwares have them.</summary>
    private static readonly double[] Documented = [31.25e3, 125e3, 250e3, 1e6, 2e6, 16e6 / 6, 4e6, 8e6];

    /// <summary>Its first line about itself: <c>Bus Pirate v3b</c>.</summary>
    public string Hardware { get; init; } = "Bus Pirate v3.5";

    /// <summary>The second: <c>Firmware v7.0</c>.</summary>
    public required string Firmware { get; init; }

    /// <summary>A PIC with USB of its own: no UART that could lose bytes, and no reset of the chip.</summary>
    public bool IsV4 { get; init; }

    /// <summary>How it takes command 05; null where it has none.</summary>
    public WriteThenRead? WriteThenRead { get; init; } = Programmers.WriteThenRead.Buffered;

    /// <summary>Command 06.</summary>
    public bool ExtendedCommands { get; init; } = true;

    /// <summary>They read a UART that a v4 does not use.</summary>
    public bool ExtendedCommandsHang { get; init; }

    /// <summary>SCK in hertz of every code.</summary>
    public IReadOnlyList<double> Speeds { get; init; } = Documented;

    /// <summary>Before write-then-read.</summary>
    public static BusPirateBuild V3 { get; } = new()
    {
        Hardware = "Bus Pirate v3a",
        Firmware = "Firmware v3.0",
        WriteThenRead = null,
        ExtendedCommands = false,
    };

    /// <summary>2010: 4096 bytes, and no AVR extended commands.</summary>
    public static BusPirateBuild V5 { get; } = new() { Firmware = "Firmware v5.10 (r559)", ExtendedCommands = false };

    /// <summary>2012: codes 5 to 7 lack a bit of their prescaler.</summary>
    public static BusPirateBuild V61 { get; } = new()
    {
        Firmware = "Firmware v6.1 r1676",
        Speeds = [31.25e3, 125e3, 250e3, 1e6, 2e6, 16e6 / 384, 62.5e3, 125e3],
    };

    /// <summary>The same on a v4.</summary>
    public static BusPirateBuild V61OnV4 { get; } = V61 with { Hardware = "Bus Pirate v4", IsV4 = true, ExtendedCommandsHang = true };

    /// <summary>2016, the last by Dangerous Prototypes.</summary>
    public static BusPirateBuild V70 { get; } = new() { Firmware = "Firmware v7.0" };

    /// <summary>The community's, 2019 to 2024: other speeds, and no answer where nothing is read.</summary>
    public static BusPirateBuild V71 { get; } = new()
    {
        Firmware = "Community Firmware v7.1 - goo.gl/gCzQnW ",
        WriteThenRead = Programmers.WriteThenRead.SilentWithoutRead,
        Speeds = [31.25e3, 125e3, 250e3, 1e6, 50e3, 16e6 / 12, 2e6, 16e6 / 6],
    };

    /// <summary>2025: bytes go to the SPI as they come.</summary>
    public static BusPirateBuild V80 { get; } = new()
    {
        Firmware = "ElderlyPirate Firmware v8.0 ",
        WriteThenRead = Programmers.WriteThenRead.Streamed,
    };

    /// <summary>The same on a v4.</summary>
    public static BusPirateBuild V80OnV4 { get; } = V80 with { Hardware = "Bus Pirate v4", IsV4 = true };
}

/// <summary>The three ways firmware has of command 05.</summary>
public enum WriteThenRead
{
    /// <summary>Takes all bytes, 4096 at most, then shifts them.</summary>
    Buffered,

    /// <summary>As before, but where nothing is read it says nothing at all.</summary>
    SilentWithoutRead,

    /// <summary>Shifts bytes as they come, and loses them where SCK is slower than the line.</summary>
    Streamed,
}
