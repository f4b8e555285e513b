using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Runs;
using IspRecipes.Simulation.Programmers;

namespace IspRecipes.Engine.Tests.Runs;

/// <summary>What jobs on an STM32 cost on the wire, beside st-flash and openocd; a change that costs more shows here.</summary>
public class Stm32CostTests
{
    /// <summary>With single accesses only, and with batches (RW_MISC, from J32).</summary>
    public static TheoryData<string> Firmwares => ["V2J26", "V2J37S7"];

    /// <summary>st-flash 1.7 takes 351 commands and 701 transfers for it, openocd 0.12 takes 311 and 621.</summary>
    [Theory]
    [MemberData(nameof(Firmwares))]
    public void Writing_verifying_and_resetting_7172_bytes(string firmware)
    {
        using Stm32World world = World(firmware).Writing(Stm32World.Program(7172));

        RunReport report = world.Run();

        Assert.Equal(ExitCode.Done, report.Exit);
        Assert.Equal(Stm32World.Program(7172), world.Chip.Flash[..7172]);
        AssertAtMost(80, 160, 17_000, world, report);
    }

    private static Stm32World World(string firmware) => Stm32World.With(firmware: Find(firmware));

    private static StLinkFirmware Find(string name) => name switch
    {
        "V2J26" => StLinkFirmware.V2J26,
        _ => StLinkFirmware.V2J37S7,
    };

    private static void AssertAtMost(int commands, int transfers, long bytes, Stm32World world, RunReport report)
    {
        string cost = $"{world.Probe.Commands} commands, {report.Cost}: "
            + string.Join(", ", report.Steps.Select(step => $"{step.Kind} {step.Cost.RoundTrips}"));
        Assert.True(world.Probe.Commands <= commands, cost);
        Assert.True(report.Cost.RoundTrips <= transfers, cost);
        Assert.True(report.Cost.BytesOut + report.Cost.BytesIn <= bytes, cost);
    }
}
