using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Runs;
using IspRecipes.Engine.Steps;

namespace IspRecipes.Engine.Tests.Runs;

/// <summary>A chip whose lock bits forbid writing, and a recipe that has run before.</summary>
public sealed class LockedChipTests
{
    private const string Fuses = "fuses: { high: 0xD9 }\nlock: { LB: 2 }\nallow: [ write-protect ]";

    [Fact]
    public void A_second_run_finds_fuses_and_lock_bits_right()
    {
        using World world = World.With("avrisp", "atmega328p").Recipe(Fuses);
        Assert.Equal(ExitCode.Done, world.Run().Exit);

        RunReport report = world.Run();

        Assert.True(report.Exit == ExitCode.Done, $"{report.Failure}");
        Assert.All(
            report.Steps.Where(step => step.Kind is "write-fuse" or "write-lock"),
            step => Assert.Equal(StepOutcome.Unchanged, step.Outcome));
    }

    [Fact]
    public void A_fuse_that_would_change_is_refused()
    {
        using World world = World.With("avrisp", "atmega328p").Recipe(Fuses);
        world.Chip.Preset(FuseId.High, 0xD8);
        world.Chip.Preset(FuseId.Lock, 0xFE);

        RunReport report = world.Run();

        Assert.Equal("ISP6012", report.Failure?.Code);
        Assert.Contains("forbid writing fuses without a chip erase", report.Failure!.Message);
        Assert.False(world.Chip.Touched);
    }
}
