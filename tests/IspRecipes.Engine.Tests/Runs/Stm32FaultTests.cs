using IspRecipes.Devices;
using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Runs;
using IspRecipes.Engine.Steps;
using IspRecipes.Simulation.Chips;
using static IspRecipes.Engine.Tests.Runs.Stm32RunTests;

namespace IspRecipes.Engine.Tests.Runs;

/// <summary>Runs on an STM32 that end early: the chip is left running, and nothing is told that is not so.</summary>
public class Stm32FaultTests
{
    private static readonly byte[] App = Stm32World.Program(7172);
    private static readonly byte[] Old = Stm32World.Program(20000, seed: 6);

    /// <summary>Every step's end is a moment at which somebody may press Ctrl-C.</summary>
    [Fact]
    public void Whenever_it_is_cancelled_the_chip_is_left_running_and_no_option_byte_half_written()
    {
        const string Body = "unlock: if-needed\nallow: [mass-erase]\nerase: chip\noptions: { DATA0: 0x42 }";
        for (int after = 0; after < 14; after++)
        {
            using Stm32World world = Stm32World.With().Writing(App, Body).Holding(0, Old);
            world.Chip.Preset(world.Chip.StoredOptions.With(OptionByteId.Rdp, 0).With(OptionByteId.Data1, 0x11));
            using var cancel = new CancellationTokenSource();
            int finished = 0;

            RunReport report = world.Run(
                told =>
                {
                    if (told is RunEvent.StepFinished && ++finished == after + 1)
                    {
                        cancel.Cancel();
                    }
                },
                cancel.Token);

            string at = $"after step {after + 1}: {report.Failure}";
            Assert.True(report.Exit is ExitCode.Interrupted or ExitCode.Done, at);
            Assert.True(world.Chip.CoreState is not CoreState.Halted, at);
            OptionBytes loaded = world.Chip.LoadedOptions;
            Assert.True(loaded[OptionByteId.Data1] == 0x11 && loaded[OptionByteId.Data0] is 0x42 or 0xFF, $"{loaded} {at}");
            Assert.Empty(world.Chip.Violations);
        }
    }

    [Fact]
    public void Cancelling_in_the_middle_of_writing_lets_the_chip_run_and_says_so()
    {
        using Stm32World world = Stm32World.With().Writing(Stm32World.Program(60_000));
        using var cancel = new CancellationTokenSource();

        RunReport report = world.Run(told => _ = told is RunEvent.StepProgressed ? Cancel() : 0, cancel.Token);

        Assert.Equal(("ISP8003", ExitCode.Interrupted), (report.Failure!.Code, report.Exit));
        Assert.Contains("the chip was left running", report.Failure.Message);
        Assert.NotEqual(CoreState.Halted, world.Chip.CoreState);

        int Cancel()
        {
            cancel.Cancel();
            return 0;
        }
    }

    [Fact]
    public void A_probe_that_is_unplugged_in_the_middle_is_told_and_nothing_is_called_done()
    {
        using Stm32World world = Stm32World.With().Writing(App).Holding(0, Old);
        world.Cable = link => new StruckBulkLink(link, (transfer, _, _) => transfer > 70 ? FaultCode.UsbUnplugged : null);

        RunReport report = world.Run();

        Assert.Equal("ISP4018", report.Failure!.Code);
        Assert.True(report.ChangedChip);
        Assert.DoesNotContain(report.Steps, step => step is { Kind: "verify-flash", Outcome: StepOutcome.Done });
    }

    /// <summary>From connecting to the first page: what is not changed is not called so, and what may be is.</summary>
    [Fact]
    public void A_write_that_fails_tells_whether_the_chip_was_changed()
    {
        List<(bool Told, bool Is)> writes = [];
        for (int last = 20; last < 80; last++)
        {
            using Stm32World world = Stm32World.With().Writing(App).Holding(0, Old);
            byte[] before = [.. world.Chip.Flash];
            int at = last;
            world.Cable = link => new StruckBulkLink(link, (transfer, _, _) => transfer > at ? FaultCode.UsbUnplugged : null);

            RunReport report = world.Run();

            if (report.Steps[^1] is { Kind: "write-flash", Outcome: StepOutcome.Failed })
            {
                writes.Add((report.ChangedChip, !world.Chip.Flash.AsSpan().SequenceEqual(before)));
            }
        }

        Assert.Contains((false, false), writes);
        Assert.Contains((true, true), writes);
        Assert.DoesNotContain((false, true), writes);
    }

    /// <summary>One transfer fails, each in its turn: a run gets over it or ends with a diagnostic, never with wrong bytes.</summary>
    [Theory]
    [InlineData(FaultCode.UsbStall)]
    [InlineData(FaultCode.UsbTimeout)]
    [InlineData(FaultCode.UsbShort)]
    public void A_transfer_that_fails_never_makes_a_false_success(FaultCode fault)
    {
        byte[] small = Stm32World.Program(700);
        for (int struck = 1; struck < 110; struck += 3)
        {
            using Stm32World world = Stm32World.With().Writing(small, "options: { DATA0: 0x42 }").Holding(0, Old[..700]);
            int at = struck;
            world.Cable = link => new StruckBulkLink(link, (transfer, _, _) => transfer == at ? fault : null);

            RunReport report = world.Run();

            string told = $"transfer {struck}: {report.Failure}, {world.Chip.CoreState}";
            Assert.True(report.Exit != ExitCode.OurBug, told);
            Assert.True(report.Exit != ExitCode.Done || world.Chip.Flash.AsSpan(0, small.Length).SequenceEqual(small), told);
            Assert.True(report.Exit != ExitCode.Done || world.Chip.LoadedOptions[OptionByteId.Data0] == 0x42, told);
            Assert.True(world.Chip.CoreState is not CoreState.Halted, told);
            Assert.Equal(world.Part.Family.ReadProtectionOff, world.Chip.LoadedOptions[OptionByteId.Rdp]);
        }
    }

    /// <summary>An F0 loads option bytes when it is powered on, so that a failed run leaves some that do not act yet.</summary>
    [Theory]
    [InlineData("stm32f030f4", true)]
    [InlineData("stm32f103c8", false)]
    public void Option_bytes_that_wait_for_the_next_power_on_are_told(string mcu, bool waits)
    {
        List<RunReport> waiting = [];
        for (int last = 20; last < 90; last++)
        {
            using Stm32World world = Stm32World.With(mcu).Recipe("options: { DATA0: 0x42 }");
            int at = last;
            world.Cable = link => new StruckBulkLink(link, (transfer, _, _) => transfer > at ? FaultCode.UsbUnplugged : null);

            RunReport report = world.Run();

            bool told = report.Diagnostics.Any(found => found.Code == "ISP3094");
            Assert.True(!told || report is { Failure: not null }, $"{at}");
            Assert.True(told || !waits || world.Chip.StoredOptions.Equals(world.Chip.LoadedOptions), $"{at}: {world.Chip.StoredOptions}");
            waiting.AddRange(told ? [report] : []);
        }

        Assert.Equal(waits, waiting.Count > 0);
    }

    [Fact]
    public void A_chip_that_asks_for_time_gets_it()
    {
        using Stm32World world = Stm32World.With(silicon: Stm32Silicon.Genuine with { Waits = 3 }).Writing(App);

        AssertDone(world.Run());
        Assert.Equal(App, world.Chip.Flash[..App.Length]);
    }

    [Fact]
    public void A_stub_that_never_ends_is_stopped()
    {
        using Stm32World world = Stm32World.With(silicon: Stm32Silicon.Genuine with { CoreHangs = true }).Writing(App);

        RunReport report = world.Run();

        Assert.Equal(("ISP6033", ExitCode.Communication), (report.Failure!.Code, report.Exit));
        Assert.True(report.Elapsed < TimeSpan.FromSeconds(30), $"{report.Elapsed}");
    }

    [Fact]
    public void A_chip_without_power_changes_nothing_and_is_no_success()
    {
        using Stm32World world = Stm32World.With(silicon: Stm32Silicon.Genuine with { Volts = 0.4 }).Writing(App);

        RunReport report = world.Run();

        Assert.Equal(ExitCode.WrongTarget, report.Exit);
        Assert.False(report.ChangedChip);
        Assert.Contains(report.Diagnostics, told => told.Code == "ISP5031");
    }
}
