using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Runs;
using IspRecipes.Engine.Steps;

namespace IspRecipes.Engine.Tests.Runs;

/// <summary><c>run --if-changed</c>: a chip that holds what the recipe asks for is left alone.</summary>
public class IfChangedTests
{
    private static readonly byte[] Program = Firmware.Program(20000, 3);

    [Theory]
    [InlineData("avrisp")]
    [InlineData("usbasp")]
    public void A_second_run_changes_nothing_and_ends_after_the_look(string programmer)
    {
        using World world = Board(programmer);
        RunReport first = world.Run();
        int writes = world.Chip.Writes.Count;

        RunReport second = world.Run();

        Assert.Equal((ExitCode.Done, true), (first.Exit, first.ChangedChip));
        Assert.Equal((ExitCode.Done, false), (second.Exit, second.ChangedChip));
        Assert.Equal(writes, world.Chip.Writes.Count);
        Assert.False(second.Difference!.IsPending);
        Assert.Equal(StepOutcome.Unchanged, second.Steps.Single(step => step.Kind == "compare").Outcome);
        Assert.All(second.Steps.SkipWhile(step => step.Kind != "compare").Skip(1).SkipLast(1), step => Assert.Equal(StepOutcome.Skipped, step.Outcome));
        Assert.Equal(StepOutcome.Done, second.Steps[^1].Outcome);
        Assert.False(world.Chip.IsHeldInReset);
    }

    [Fact]
    public void A_fuse_that_differs_decides_before_any_memory_is_read()
    {
        using World world = Board("avrisp");
        world.Run();
        world.Chip.Preset(FuseId.High, 0x99);

        RunReport report = world.Run();

        Assert.True(report.ChangedChip);
        Assert.Equal(0, report.Steps.Single(step => step.Kind == "compare").Cost.RoundTrips);
        Assert.Equal(0xD9, world.Chip.Fuse(FuseId.High));
    }

    [Fact]
    public void A_flash_that_differs_at_once_costs_one_page_of_reading()
    {
        using World world = Board("avrisp");

        RunReport report = world.Run();

        Assert.True(report.ChangedChip);
        world.Chip.Flash[0] ^= 0x55;
        Assert.InRange(world.Run().Steps.Single(step => step.Kind == "compare").Cost.BytesIn, 128, 160);
    }

    [Fact]
    public void A_byte_that_differs_at_the_very_end_is_found_and_mended()
    {
        using World world = Board("usbasp");
        world.Run();
        world.Chip.Flash[Program.Length - 1] ^= 0x01;

        RunReport report = world.Run();

        Assert.True(report.ChangedChip);
        Assert.Equal(Program, world.Chip.Flash[..Program.Length]);
    }

    [Fact]
    public void What_a_program_wrote_to_the_EEPROM_is_no_reason_to_run_unless_the_recipe_asks_for_an_empty_one()
    {
        using World world = Board("avrisp");
        world.Run();
        world.Chip.Eeprom[5] = 1;

        Assert.False(world.Run().ChangedChip);
        Assert.Equal(1, world.Chip.Eeprom[5]);

        using World blank = Board("avrisp", "eeprom: erase");
        blank.Run();
        blank.Chip.Eeprom[5] = 1;

        Assert.True(blank.Run().ChangedChip);
        Assert.Equal(0xFF, blank.Chip.Eeprom[5]);
    }

    [Fact]
    public void With_erase_chip_the_rest_of_the_flash_must_be_blank()
    {
        using World world = Board("avrisp", "erase: chip");
        world.Run();
        Assert.False(world.Run().ChangedChip);
        world.Chip.Flash[0x6000] = 0x12;

        RunReport report = world.Run();

        Assert.True(report.ChangedChip);
        Assert.Equal(0xFF, world.Chip.Flash[0x6000]);
    }

    [Fact]
    public void A_protected_chip_is_refused_and_nothing_is_erased()
    {
        using World world = Board("avrisp");
        world.Run();
        int writes = world.Chip.Writes.Count;
        world.Chip.Preset(FuseId.Lock, 0xFC);

        RunReport report = world.Run();

        Assert.Equal("ISP3100", report.Failure!.Code);
        Assert.Contains("'isprecipe run RECIPE' without '--if-changed' does", report.Failure.Hint);
        Assert.Equal(ExitCode.Refused, report.Exit);
        Assert.Equal(writes, world.Chip.Writes.Count);
    }

    [Fact]
    public void A_recipe_that_only_reads_is_run_as_ever()
    {
        using World world = World.With("avrisp", "atmega32u4").Recipe("read: { flash: flash.bin }");
        world.RunOptions = world.RunOptions with { IfChanged = true };

        RunReport report = world.Run();

        Assert.DoesNotContain(report.Steps, step => step.Kind == "compare");
        Assert.True(File.Exists(world.Path("flash.bin")));
    }

    [Fact]
    public void Nobody_is_asked_where_nothing_differs()
    {
        using World world = Board("avrisp");
        world.Run();
        world.RunOptions = new RunOptions { IfChanged = true, Simulated = true, Confirm = _ => throw new InvalidOperationException("asked") };

        Assert.Equal(ExitCode.Done, world.Run().Exit);
    }

    private static World Board(string programmer, string body = "")
    {
        World world = World.With(programmer, "atmega32u4")
            .Hex("app.hex", 0, Program)
            .Recipe($$"""
                board: { clock: 16 MHz crystal }
                files: { app: app.hex }
                write: { flash: app }
                fuses: { low: 0x5E, high: 0xD9, extended: 0xF3 }
                lock: { BLB1: SPM_DISABLE }
                {{body}}
                """);
        world.RunOptions = world.RunOptions with { IfChanged = true };
        return world;
    }
}
