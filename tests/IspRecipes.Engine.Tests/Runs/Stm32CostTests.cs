using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Runs;
using IspRecipes.Simulation.Programmers;

namespace IspRecipes.Engine.Tests.Runs;

/// <summary>
/// What jobs on an STM32F103C8 cost on the wire, beside st-flash 1.7 and openocd 0.12; a change that costs more shows here.
/// With single accesses only, and with batches (RW_MISC, from J32). Allowed are 80 commands, 160 transfers and 17 kB for the
/// first, 70 commands for the unlocking, 160 for the whole chip.
/// </summary>
public class Stm32CostTests
{
    private static readonly byte[] App = Stm32World.Program(7172);

    /// <summary>st-flash takes 351 commands, 701 transfers and 21.7 kB for it, openocd 311 and 621.</summary>
    [Theory]
    [InlineData("V2J26", 46)]
    [InlineData("V2J37S7", 43)]
    public void Writing_verifying_and_resetting_7172_bytes(string firmware, int commands)
    {
        using Stm32World world = World(firmware).Writing(App);

        RunReport report = world.Run();

        Assert.Equal(App, world.Chip.Flash[..App.Length]);
        AssertAtMost(commands, 160, 17_000, world, report);
    }

    /// <summary>The same over another program, whose pages have to be erased.</summary>
    [Theory]
    [InlineData("V2J26", 47)]
    [InlineData("V2J37S7", 44)]
    public void Writing_7172_bytes_over_others(string firmware, int commands)
    {
        using Stm32World world = World(firmware).Writing(App).Holding(0, Stm32World.Program(20000, seed: 8));

        RunReport report = world.Run();

        Assert.Equal(App, world.Chip.Flash[..App.Length]);
        AssertAtMost(commands, 160, 17_000, world, report);
    }

    /// <summary>openocd takes 201 commands for the unlocking alone.</summary>
    [Theory]
    [InlineData("V2J26", 48)]
    [InlineData("V2J37S7", 44)]
    public void Unlocking(string firmware, int commands)
    {
        using Stm32World world = World(firmware).Recipe("unlock: if-needed\nallow: [mass-erase]");
        world.Chip.Preset(world.Chip.StoredOptions.With(OptionByteId.Rdp, 0));
        world.Chip.CyclePower();

        RunReport report = world.Run();

        Assert.Equal(0xA5, world.Chip.LoadedOptions[OptionByteId.Rdp]);
        AssertAtMost(commands, 140, 4_000, world, report);
    }

    /// <summary>st-flash takes 2,479 commands, openocd 616.</summary>
    [Theory]
    [InlineData("V2J26", 125)]
    [InlineData("V2J37S7", 119)]
    public void Writing_and_verifying_64_KiB_where_the_whole_chip_may_go(string firmware, int commands)
    {
        byte[] all = Stm32World.Program(65536);
        using Stm32World world = World(firmware).Writing(all, "erase: chip").Holding(0, Stm32World.Program(65536, seed: 8));

        RunReport report = world.Run();

        Assert.Equal(all, world.Chip.Flash);
        AssertAtMost(commands, 320, 145_000, world, report);
    }

    internal static StLinkFirmware Find(string name) => name switch
    {
        "V2J14" => StLinkFirmware.V2J14,
        "V2J17" => StLinkFirmware.V2J17,
        "V2J26" => StLinkFirmware.V2J26,
        "V21J29" => StLinkFirmware.V21J29,
        "V3J7" => StLinkFirmware.V3J7,
        _ => StLinkFirmware.V2J37S7,
    };

    private static Stm32World World(string firmware) => Stm32World.With(firmware: Find(firmware));

    private static void AssertAtMost(int commands, int transfers, long bytes, Stm32World world, RunReport report)
    {
        string cost = $"{world.Probe.Commands} commands, {report.Cost}: {report.Failure}"
            + string.Join(", ", report.Steps.Select(step => $"{step.Kind} {step.Cost.RoundTrips}"));
        Assert.True(report.Exit == ExitCode.Done, cost);
        Assert.True(world.Probe.Commands <= commands, cost);
        Assert.True(report.Cost.RoundTrips <= transfers, cost);
        Assert.True(report.Cost.BytesOut + report.Cost.BytesIn <= bytes, cost);
    }
}
