using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Runs;
using IspRecipes.Engine.Steps;
using IspRecipes.Simulation.Chips;
using static IspRecipes.Engine.Tests.Runs.Stm32RunTests;

namespace IspRecipes.Engine.Tests.Runs;

/// <summary>What a run takes an STM32 for, and what follows: clones, flash sizes that are not as printed, strangers.</summary>
public sealed class Stm32IdentityTests
{
    private static readonly byte[] App = Stm32World.Program(3000);
    private static readonly byte[] Old = Stm32World.Program(600, seed: 5);

    [Fact]
    public void A_clone_is_named_and_programmed()
    {
        using Stm32World world = Stm32World.With(silicon: Stm32Silicon.Cks32).Writing(App);

        RunReport report = world.Run();

        AssertDone(report);
        Assert.Contains(report.Diagnostics, told => told is { Code: "ISP6028", Severity: Severity.Note });
        Assert.Contains("2BA01477", report.Stm32!.Identity.CloneMark);
        Assert.Equal(App, world.Chip.Flash[..App.Length]);
    }

    [Fact]
    public void A_clone_is_refused_where_only_genuine_chips_are_accepted()
    {
        using Stm32World world = Stm32World.With(silicon: Stm32Silicon.Cks32).Writing(App, "accept: [genuine]").Holding(0, Old);

        RunReport report = world.Run();

        Assert.Equal(("ISP6024", ExitCode.WrongTarget), (report.Failure!.Code, report.Exit));
        Assert.False(report.ChangedChip);
        AssertSound(world);
    }

    [Fact]
    public void The_upper_half_of_a_C8_is_written_where_the_recipe_says_that_it_is_there()
    {
        var silicon = Stm32Silicon.Genuine with { FlashBytes = 128 * 1024, SizeRegister = 64 };
        using Stm32World world = Stm32World.With(silicon: silicon).Writing(Stm32World.Program(100_000), "flash-size: 128K");

        RunReport report = world.Run();

        AssertDone(report);
        Assert.Equal(Stm32World.Program(100_000), world.Chip.Flash[..100_000]);
        Assert.Equal(128u * 1024, report.Stm32!.Part.Flash.Size);
    }

    [Fact]
    public void A_flash_that_is_not_there_is_found_out()
    {
        using Stm32World world = Stm32World.With().Writing(Stm32World.Program(100_000), "flash-size: 128K");

        RunReport report = world.Run();

        Assert.NotEqual(ExitCode.Done, report.Exit);
        Assert.True(world.Chip.IsRunning);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0xFFFF)]
    public void A_size_register_that_tells_nothing_is_a_warning(int register)
    {
        var silicon = Stm32Silicon.Genuine with { SizeRegister = (ushort)register };
        using Stm32World world = Stm32World.With(silicon: silicon).Writing(App);

        RunReport report = world.Run();

        AssertDone(report);
        Assert.Contains(report.Diagnostics, told => told is { Code: "ISP6026", Severity: Severity.Warning });
    }

    [Fact]
    public void Another_chip_is_left_as_it_is()
    {
        using Stm32World world = Stm32World.With(chip: "stm32f051r8").Writing(App).Holding(0, Old);

        RunReport report = world.Run();

        Assert.Equal(("ISP6023", ExitCode.WrongTarget), (report.Failure!.Code, report.Exit));
        Assert.False(report.ChangedChip);
        AssertSound(world);
    }
}
