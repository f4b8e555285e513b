using IspRecipes.Devices;
using IspRecipes.Devices.Links;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Recipes;
using IspRecipes.Engine.Runs;
using IspRecipes.Simulation;
using IspRecipes.Simulation.Programmers;

namespace IspRecipes.Engine.Tests.Runs;

/// <summary>What faults end in on every programmer that is a USB device and has control transfers alone.</summary>
public sealed class UsbFaultTests : CrystalWorlds
{
    [Theory]
    [InlineData("usbasp")]
    [InlineData("usbtiny")]
    public void Wherever_it_is_unplugged_the_run_fails_and_says_so(string programmer)
    {
        for (int after = 0; after < 50; after++)
        {
            World world = Full(programmer);
            int limit = after;
            world.UsbCable = inner => new StruckUsbLink(inner, (count, _) => count > limit ? FaultCode.UsbUnplugged : null);

            Assert.Equal("ISP4018", world.Run().Failure?.Code);
        }
    }

    [Theory]
    [InlineData("usbasp", null)]
    [InlineData("usbasp", "93.75 kHz")]
    [InlineData("usbtiny", null)]
    [InlineData("usbtiny", "100 kHz")]
    public void A_chip_that_answers_at_no_clock_is_told_with_what_to_check(string programmer, string? sck)
    {
        World world = Full(programmer, sck);
        world.Chip.MisoStuckAt = 0xFF;

        RunReport report = world.Run();

        Assert.Equal("ISP6009", report.Failure?.Code);
        Assert.Contains("RESET", report.Failure!.Hint);
        Assert.InRange(report.Elapsed.TotalSeconds, 0, 10);
        Assert.False(world.Chip.Touched);
        Assert.False(world.Chip.IsHeldInReset);
    }

    [Theory]
    [InlineData("usbasp")]
    [InlineData("usbtiny")]
    public void Another_chip_is_named_after_two_speeds_agree_on_it(string programmer)
    {
        World world = Add(World.With(programmer, "atmega32u4", chip: "atmega328p").Recipe("erase: chip"));

        RunReport report = world.Run();

        Assert.Equal("ISP6002", report.Failure?.Code);
        Assert.False(world.Chip.Touched);
    }

    [Theory]
    [InlineData("usbasp")]
    [InlineData("usbtiny")]
    public void Two_are_told_apart_by_their_place_and_used_at_once(string programmer)
    {
        World first = Full(programmer);
        World second = Full(programmer);
        SimulatedBench bench = first.Bench;
        bench.UsbDevices =
        [
            .. bench.UsbDevices,
            programmer == "usbasp"
                ? new VirtualUsbAsp(second.Chip, bench.Clock, path: "1-2.3")
                : new VirtualUsbTiny(second.Chip, bench.Clock, "1-2.3"),
        ];

        RunReport none = RunAt("auto", first, bench);
        RunReport one = RunAt("usb:path=1-1", first, bench);
        using IUsbLink inUse = bench.OpenUsb(bench.UsbDevices[0].Device, new UsbSettings());
        RunReport busy = RunAt("usb:path=1-1", first, bench);
        Assert.False(second.Chip.Touched);
        RunReport two = RunAt("usb:path=1-2.3", second, bench);

        Assert.Equal(("ISP4023", ExitCode.Port), (none.Failure?.Code, none.Exit));
        Assert.Contains("usb:path=1-2.3", none.Failure!.Message + none.Failure.Hint);
        Assert.Equal(ExitCode.Done, one.Exit);
        Assert.Equal("ISP4017", busy.Failure?.Code);
        Assert.Equal(ExitCode.Done, two.Exit);
        Assert.Equal(Firmware.Program(1000), second.Chip.Flash[..1000]);
    }

    private static RunReport RunAt(string port, World world, SimulatedBench bench)
    {
        world.Inputs = new RecipeInputs { Port = port };
        return RecipeRunner.Run(world.Plan().Value!, bench, new RunOptions(), _ => { }, CancellationToken.None);
    }

    private World Full(string programmer, string? sck = null) => Add(World.With(programmer, "atmega32u4")
        .Hex("app.hex", 0, Firmware.Program(1000))
        .Recipe("files: { app: app.hex }\nwrite: { flash: app }", sck));
}
