using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Runs;
using IspRecipes.Simulation;
using IspRecipes.Simulation.Chips;

namespace IspRecipes.Engine.Tests.Runs;

/// <summary>An EEPROM that is to be kept, and fuses: one wrong bit makes an erase of a fuse write.</summary>
public sealed class KeptEepromTests
{
    private static readonly byte[] Held = Firmware.Program(1024, 9);

    [Fact]
    public void What_a_garbled_fuse_write_erased_is_still_in_a_file()
    {
        using World world = Keeping();

        RunReport report = world.Run(what =>
        {
            if (what is RunEvent.StepStarted { Title: "Write low fuse" })
            {
                world.Chip.Eeprom.AsSpan().Fill(0xFF);
                world.Chip.Board = BoardClock.None;
            }
        });

        Assert.Equal("ISP6016", report.Failure?.Code);
        Assert.True(IsRescued(world));
        Diagnostic told = Assert.Single(report.Diagnostics, told => told.Code == "ISP3028");
        Assert.Contains("recipe.eeprom.hex", told.Message);
        Assert.Contains("may be", told.Message);
    }

    [Fact]
    public void What_a_garbled_fuse_write_erased_after_all_was_verified_is_still_in_a_file()
    {
        using World world = Keeping("fuses-first: false");

        RunReport report = world.Run(what =>
        {
            if (what is RunEvent.StepStarted { Title: "Check fuses and lock bits once more" })
            {
                world.Chip.Eeprom.AsSpan().Fill(0xFF);
                world.Chip.Preset(FuseId.High, 0xD8);
            }
        });

        Assert.Equal("ISP6007", report.Failure?.Code);
        Assert.True(IsRescued(world));
    }

    [Theory]
    [InlineData("fuses-first: true")]
    [InlineData("fuses-first: false")]
    public void A_run_that_is_done_leaves_no_file(string order)
    {
        using World world = Keeping(order);

        RunReport report = world.Run();

        Assert.True(report.Exit == ExitCode.Done, $"{report.Failure}");
        Assert.Equal(Held, world.Chip.Eeprom);
        Assert.False(IsRescued(world));
        Assert.DoesNotContain(report.Diagnostics, told => told.Code == "ISP3028");
    }

    [Fact]
    public void Before_the_first_fuse_is_written_the_chip_has_it_and_no_file_is_left()
    {
        using World world = Keeping();

        RunReport report = world.RunCancelledAfter("keep-eeprom");

        Assert.Equal(ExitCode.Interrupted, report.Exit);
        Assert.False(IsRescued(world));
        Assert.DoesNotContain(report.Diagnostics, told => told.Code == "ISP3028");
    }

    [Fact]
    public void Over_a_bad_cable_it_is_in_the_chip_or_in_a_file()
    {
        for (int seed = 0; seed < 60; seed++)
        {
            double rate = Math.Pow(10, -2.5 - (seed % 4) / 2.0);
            using World world = Keeping();
            world.Cable = (link, clock) => new FaultyLink(link, clock, new FaultRates { Drop = rate / 3, Flip = rate }, seed);

            RunReport report = world.Run();

            Assert.NotEqual(ExitCode.OurBug, report.Exit);
            Assert.True(Held.AsSpan().SequenceEqual(world.Chip.Eeprom) || IsRescued(world), $"seed {seed}: {report.Failure}");
        }
    }

    private static bool IsRescued(World world) => File.Exists(world.Path("recipe.eeprom.hex"));

    private static World Keeping(string order = "fuses-first: true")
    {
        World world = World.With("avrisp", "atmega328p").Hex("app.hex", 0, Firmware.Program(700)).Recipe(
            "board: { clock: 16 MHz crystal }\nfiles: { app: app.hex }\nwrite: { flash: app }\n"
            + order + "\neeprom: keep\nfuses: { low: 0xFF, high: 0xD9 }");
        world.Chip.Preset(FuseId.Low, 0x62);
        Held.CopyTo(world.Chip.Eeprom, 0);
        return world;
    }
}
