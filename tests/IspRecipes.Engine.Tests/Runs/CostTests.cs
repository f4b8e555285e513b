using IspRecipes.Devices.Links;
using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Runs;
using IspRecipes.Engine.Steps;

namespace IspRecipes.Engine.Tests.Runs;

/// <summary>What whole runs cost on the wire; a change that costs more shows here and says why.</summary>
public class CostTests
{
    /// <summary>
    /// 128 blocks written, 15 turns of reading, 41 for everything else: open, identify, fuses and lock twice, erase,
    /// three fuses, lock, all of them once more, leave. avrdude needs 1,042 for the flash alone.
    /// </summary>
    [Fact]
    public void A_full_image_with_fuses_and_lock_takes_184_round_trips()
    {
        using World world = World.With("avrisp", "atmega32u4")
            .Hex("app.hex", 0, Firmware.Program(32768))
            .Recipe("""
                board: { clock: 16 MHz crystal }
                files: { app: app.hex }
                write: { flash: app }
                fuses: { low: 0x5E, high: 0xD9, extended: 0xF3 }
                lock: 0xEF
                """);
        world.Chip.Preset(FuseId.Low, 0x52);
        world.Chip.Preset(FuseId.Extended, 0xFB);

        RunReport report = world.Run();

        Assert.Equal(ExitCode.Done, report.Exit);
        Assert.Equal((0x5E, 0xD9, 0xF3, 0xEF), (
            report.FusesAfter["low"], report.FusesAfter["high"], report.FusesAfter["extended"], report.FusesAfter["lock"]));
        Assert.All(report.Steps.Where(step => step.Kind.StartsWith("write")), step => Assert.NotEqual(default, step.Cost));
        Assert.Equal(new LinkCost(184, 34295, 33414), report.Cost);
        Assert.Equal(51.9, report.Elapsed.TotalSeconds, 1);
        Assert.Empty(world.Chip.Violations);
    }

    [Fact]
    public void A_blank_boot_section_is_read_in_few_turns()
    {
        using World world = World.With("avrisp", "atmega32u4")
            .Hex("app.hex", 0, Firmware.Program(100))
            .Recipe("files: { app: app.hex }\nwrite: { flash: app }");

        RunReport report = world.Run();

        Assert.Equal(ExitCode.Done, report.Exit);
        StepRecord check = report.Steps.Single(step => step.Kind == "check-boot-section");
        Assert.Equal(StepOutcome.Done, check.Outcome);
        Assert.Equal(3, check.Cost.RoundTrips); // the first page, then 3,968 bytes in two turns
        Assert.Equal(0, world.Chip.Fuse(FuseId.High) & 0x06); // of 4 KiB
    }
}
