using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Runs;
using IspRecipes.Engine.Steps;
using IspRecipes.Simulation.Chips;

namespace IspRecipes.Engine.Tests.Runs;

/// <summary>What ends a run before its time: what is told, where in the recipe, and that the chip is let go.</summary>
public class RunFailureTests : WholeJobs
{
    [Fact]
    public void A_wrong_chip_is_named_and_left_alone()
    {
        using World world = Whole("atmega328p");

        RunReport report = world.Run();

        Assert.Equal(ExitCode.WrongTarget, report.Exit);
        Assert.Equal("ISP6002", report.Failure!.Code);
        Assert.Contains("ATmega328P", report.Failure.Message);
        Assert.Contains("1E 95 87", report.Failure.Message);
        Assert.DoesNotContain("?", report.Failure.Message);
        Assert.Equal("1E 95 0F", report.Signature);
        Assert.Equal(3, report.Failure.Where!.Line);
        Assert.False(world.Chip.Touched);
        AssertReleased(world);
    }

    [Fact]
    public void A_chip_that_does_not_answer_is_told_with_what_to_look_at()
    {
        using World world = Whole();
        world.Chip.MisoStuckAt = 0xFF;

        RunReport report = world.Run();

        Assert.Equal("ISP6003", report.Failure!.Code);
        Assert.Equal(ExitCode.WrongTarget, report.Exit);
        Assert.Contains("MISO", report.Failure.Hint);
        Assert.False(world.Chip.Touched);
    }

    [Fact]
    public void A_byte_that_reads_back_wrong_is_named_with_its_place_in_the_file()
    {
        using World world = Whole();

        RunReport report = world.Run(what =>
        {
            if (what is RunEvent.StepStarted { Title: "Verify flash" })
            {
                world.Chip.Flash[0x7005] ^= 0x01;
            }
        });

        Assert.Equal(ExitCode.Verify, report.Exit);
        Assert.Equal("ISP6006", report.Failure!.Code);
        Assert.Contains("0x7005", report.Failure.Message);
        Assert.Contains($"0x{Boot[5]:X2}", report.Failure.Message);
        Assert.Contains($"0x{Boot[5] ^ 1:X2}", report.Failure.Message);
        Assert.Contains("boot.hex, line 1", report.Failure.Message);
        Assert.DoesNotContain(world.Chip.Writes, write => write.Kind >= ChipWriteKind.LowFuse);
        AssertReleased(world);
    }

    [Fact]
    public void A_programmer_that_falls_silent_in_mid_page_ends_the_run_with_its_step()
    {
        using World world = Whole("atmega32u4", new() { StopsInPage = 7 });

        RunReport report = world.Run();

        Assert.Equal(ExitCode.Communication, report.Exit);
        Assert.Equal(StepOutcome.Failed, report.Steps[^1].Outcome);
        Assert.Equal("write-flash", report.Steps[^1].Kind);
        Assert.Equal(world.PlaceOf("production, eeprom").Line, report.Failure!.Where!.Line);
        Assert.False(world.Bench.Programmer.IsOpen);
    }

    [Fact]
    public void A_port_that_hangs_up_ends_the_run_at_once()
    {
        using World world = Whole("atmega32u4", new() { HangsUpAfter = 3000 });

        RunReport report = world.Run();

        Assert.Equal("ISP4010", report.Failure!.Code);
        Assert.Equal(ExitCode.Communication, report.Exit);
        Assert.True(report.Steps[^1].Elapsed < TimeSpan.FromSeconds(3), $"{report.Steps[^1].Elapsed}");
        Assert.False(world.Bench.Programmer.IsOpen);
    }

    [Fact]
    public void Cancelling_in_mid_write_leaves_programming_mode_and_the_port()
    {
        using World world = Whole();
        using var cancel = new CancellationTokenSource();

        RunReport report = world.Run(
            what =>
            {
                if (what is RunEvent.StepProgressed { Done: > 1000 })
                {
                    cancel.Cancel();
                }
            },
            cancel.Token);

        Assert.Equal(ExitCode.Interrupted, report.Exit);
        Assert.Equal("write-flash", report.Steps[^1].Kind);
        Assert.Contains("during 'Write flash", report.Failure!.Message);
        Assert.False(world.Chip.IsBusy);
        AssertReleased(world);
        Assert.DoesNotContain(world.Chip.Writes, write => write.Kind >= ChipWriteKind.LowFuse);
    }

    [Fact]
    public void Fuses_once_begun_are_written_to_the_last_so_that_none_are_half_done()
    {
        using World world = Whole();

        RunReport report = world.RunCancelledAfter("write-fuse");

        Assert.Equal(ExitCode.Done, report.Exit);
        Assert.Equal(0xEF, world.Chip.Fuse(FuseId.Lock));
        AssertReleased(world);
    }

    [Fact]
    public void A_bug_of_ours_still_leaves_programming_mode()
    {
        using World world = Whole();

        RunReport report = world.Run(what =>
        {
            if (what is RunEvent.StepProgressed)
            {
                throw new InvalidOperationException("a face stumbled");
            }
        });

        Assert.Equal("ISP9001", report.Failure!.Code);
        Assert.Equal(ExitCode.OurBug, report.Exit);
        Assert.Contains("a face stumbled", report.Failure.Message);
        AssertReleased(world);
    }

    [Fact]
    public void A_port_in_use_is_told_before_anything_happens()
    {
        using World world = Whole();
        using var other = world.Bench.OpenSerial("sim", new(19200));

        RunReport report = world.Run();

        Assert.Equal("ISP4004", report.Failure!.Code);
        Assert.Equal(ExitCode.Port, report.Exit);
        Assert.Equal("identify", Assert.Single(report.Steps).Kind);
    }
}
