using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Runs;
using IspRecipes.Engine.Steps;
using IspRecipes.Engine.Steps.Differences;

namespace IspRecipes.Engine.Tests.Runs;

/// <summary><c>plan --live</c> and <c>run --if-changed</c> of an STM32 behind an ST-Link V2.</summary>
public class Stm32LookTests
{
    private static readonly byte[] Program = Stm32World.Program(10000);

    [Fact]
    public void Pages_and_option_bytes_that_would_change_are_told_and_nothing_is_written()
    {
        using Stm32World world = Stm32World.With().Writing(Program, "options: { nRST_STOP: reset, DATA0: 0x2A }").Holding(0, Program);
        world.Chip.Flash[0x1234] ^= 0x55;
        byte[] before = [.. world.Chip.Flash];
        int resets = world.Chip.Resets;

        RunReport look = world.Look();

        Assert.True(look.Exit == ExitCode.Done, $"{look.Failure}");
        Assert.False(look.ChangedChip);
        Assert.Equal(before, world.Chip.Flash);
        Assert.True(world.Chip.IsRunning);
        Assert.Equal(resets, world.Chip.Resets);
        RangeDifference range = Assert.Single(Assert.Single(look.Difference!.Memories).Changed);
        Assert.Equal(new RangeDifference(0x08000000, 0x0800270F, 10000, RangeChange.Differs, 1, 0x08001234, 0x08001234), range);
        Assert.Equal(["DATA0", "USER"], look.Difference.Bytes.Select(changed => changed.Name).Order());
        RunReport run = world.Run();
        Assert.Equal(
            run.Stm32!.Changes.Select(change => $"{change}").Order(),
            look.Difference.Bytes.SelectMany(changed => changed.Changes).Select(change => $"{change}").Order());
        Assert.Equal(Program, world.Chip.Flash[..Program.Length]);
        Assert.False(world.Look().Difference!.IsPending);
    }

    [Fact]
    public void What_erase_chip_would_take_is_lost_and_pending()
    {
        using Stm32World world = Stm32World.With().Writing(Program, "erase: chip").Holding(0, Program).Holding(0x8000, [1, 2, 3]);

        RunReport look = world.Look();

        Assert.True(look.Difference!.IsPending);
        Assert.Equal((0x08008000u, 3L), (look.Difference.Memories[0].Lost[0].First, look.Difference.Memories[0].Lost[0].Bytes));
    }

    [Fact]
    public void Without_it_only_the_pages_of_the_image_are_read()
    {
        using Stm32World world = Stm32World.With().Writing(Program).Holding(0, Program);

        RunReport look = world.Look();

        Assert.False(look.Difference!.IsPending);
        Assert.InRange(look.Steps.Single(step => step.Kind == "compare").Cost.BytesIn, 10240, 10500);
    }

    [Fact]
    public void A_protected_chip_is_refused_even_where_the_recipe_would_lift_the_protection()
    {
        using Stm32World world = Stm32World.With().Writing(Program, "unlock: if-needed\nallow: [mass-erase]").Holding(0, Program);
        world.Chip.Preset(world.Chip.StoredOptions.With(OptionByteId.Rdp, 0));

        RunReport look = world.Look();

        Assert.Equal("ISP3100", look.Failure!.Code);
        Assert.Equal(ExitCode.Refused, look.Exit);
        Assert.Equal(Program, world.Chip.Flash[..Program.Length]);
    }

    [Fact]
    public void A_second_run_if_changed_ends_after_the_look_and_does_not_reset_the_chip()
    {
        using Stm32World world = Stm32World.With().Writing(Program, "options: { DATA0: 0x2A }\nverify: full");
        world.RunOptions = world.RunOptions with { IfChanged = true };
        Assert.True(world.Run().ChangedChip);
        int resets = world.Chip.Resets;

        RunReport second = world.Run();

        Assert.True(second.Exit == ExitCode.Done, $"{second.Failure}");
        Assert.False(second.ChangedChip);
        Assert.Equal(StepOutcome.Skipped, second.Steps.Single(step => step.Kind == "write-flash").Outcome);
        Assert.Equal(resets, world.Chip.Resets);
    }
}
