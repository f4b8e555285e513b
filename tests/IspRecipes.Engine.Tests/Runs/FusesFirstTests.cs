using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Plans;
using IspRecipes.Engine.Runs;
using IspRecipes.Engine.Steps;
using IspRecipes.Simulation;
using IspRecipes.Simulation.Chips;

namespace IspRecipes.Engine.Tests.Runs;

/// <summary>Fuses that act before the flash is written: the new clock is there when it is needed, or nothing is lost.</summary>
public class FusesFirstTests
{
    private static readonly byte[] App = Firmware.Program(700, 1);

    [Fact]
    public void The_flash_is_written_by_the_new_clock()
    {
        using World world = Factory("fuses: { low: 0xFF }");
        List<double> clocks = [];

        RunReport report = world.Run(what =>
        {
            if (what is RunEvent.StepStarted { Title: "Write low fuse" or "Erase chip" })
            {
                clocks.Add(world.Chip.CoreHertz);
            }
        });

        AssertHolds(world, report, 0xFF);
        Assert.Equal([1e6, 16e6], clocks);
        Assert.Equal(
            [ChipWriteKind.LowFuse, ChipWriteKind.ChipErase, ChipWriteKind.FlashPage],
            world.Chip.Writes.Select(write => write.Kind).Distinct());
    }

    [Fact]
    public void SCK_is_slow_for_the_old_clock_and_fast_for_the_new_one()
    {
        using World world = Factory("fuses: { low: 0xFF }");
        Checked<Plan> plan = WiredProgrammer.Plan(world, 2e6);
        List<double> rates = [];

        Assert.DoesNotContain(plan.Diagnostics, found => found.Code is "ISP3061" or "ISP3062" or "ISP3064");
        RunReport report = Run(world, plan.Value!, what =>
        {
            if (what is RunEvent.StepFinished { Step.Kind: "identify" or "reenter" })
            {
                rates.Add(world.Chip.SckHertz);
            }
        });

        AssertHolds(world, report, 0xFF);
        Assert.Equal([125e3, 2e6], rates);
        Assert.Contains("SCK: 125 kHz", PlanPrinter.Print(plan.Value!));
        Assert.Contains("SCK: 2 MHz", PlanPrinter.Print(plan.Value!));
    }

    [Fact]
    public void Without_it_one_SCK_serves_the_run_and_must_be_slow_enough_for_the_old_clock()
    {
        using World fast = Factory("fuses: { low: 0xFF }", "fuses-first: false");
        using World slow = Factory("fuses: { low: 0xFF }", "fuses-first: false");

        RunReport failed = Run(fast, WiredProgrammer.Plan(fast, 2e6).Value!);
        RunReport done = Run(slow, WiredProgrammer.Plan(slow, 250e3).Value!);

        Assert.NotEqual(ExitCode.Done, failed.Exit);
        Assert.False(fast.Chip.Touched);
        AssertHolds(slow, done, 0xFF);
        Assert.Equal(250e3, slow.Chip.SckHertz);
    }

    [Theory]
    [InlineData("fuses: { low: 0x7F }", true)]
    [InlineData("fuses: { CKDIV8: on }", false)]
    public void An_SCK_that_the_new_clock_would_not_follow_is_refused_before_anything_is_written(string fuses, bool offline)
    {
        using World world = Factory(fuses);
        world.Chip.Preset(FuseId.Low, 0xFF);

        Checked<Plan> plan = WiredProgrammer.Plan(world, 2e6);
        Diagnostic refusal = offline
            ? plan.Diagnostics.Single(found => found.Severity == Severity.Error)
            : Run(world, plan.Value!).Failure!;

        Assert.Equal("ISP3062", refusal.Code);
        Assert.Equal(ExitCode.Refused, refusal.Exit);
        Assert.Contains("runs at 2 MHz once the new fuses act, and follows 500 kHz at most, not 2 MHz", refusal.Message);
        Assert.False(world.Chip.Touched);
    }

    [Fact]
    public void A_clock_that_the_board_does_not_have_is_named_and_costs_no_byte()
    {
        using World world = Factory("fuses: { low: 0xFF }");
        world.Chip.Board = BoardClock.None;
        world.Chip.Flash[7] = 0x42;

        RunReport report = world.Run();

        Assert.Equal("ISP6016", report.Failure?.Code);
        Assert.Equal(ExitCode.WrongTarget, report.Exit);
        Assert.Contains("low 0x62 -> 0xFF", report.Failure!.Message);
        Assert.Contains("it should run from a crystal or resonator", report.Failure.Message);
        Assert.Contains(report.Diagnostics, told => told.Code == "ISP3069" && told.Message.Contains("have not been written"));
        Assert.Equal(0x42, world.Chip.Flash[7]);
        Assert.Equal(0x62, report.FusesBefore["low"]);
        Assert.Equal([ChipWriteKind.LowFuse], world.Chip.Writes.Select(write => write.Kind));
        Assert.False(world.Bench.Programmer.IsOpen);
    }

    /// <summary>SUT gives a crystal up to 65 ms, a watch crystal 32768 of its own periods, one second.</summary>
    [Theory]
    [InlineData(65, true)]
    [InlineData(1000, true)]
    [InlineData(5000, false)]
    public void An_oscillator_gets_the_time_that_it_may_take_to_start(int milliseconds, bool inTime)
    {
        using World world = Factory("fuses: { low: 0xFF }");
        world.Chip.OscillatorStart = TimeSpan.FromMilliseconds(milliseconds);

        RunReport report = world.Run();

        if (inTime)
        {
            AssertHolds(world, report, 0xFF);
        }

        StepRecord reenter = report.Steps.Single(step => step.Kind == "reenter");
        Assert.Equal(inTime ? null : "ISP6016", report.Failure?.Code);
        Assert.InRange(reenter.Elapsed.TotalSeconds, Math.Min(milliseconds, 1065) / 1000.0, 2);
    }

    [Fact]
    public void A_failure_after_the_erase_says_that_the_fuses_act_and_the_chip_is_not_done()
    {
        using World world = Factory("fuses: { low: 0xFF }");

        RunReport report = world.Run(what =>
        {
            if (what is RunEvent.StepStarted { Title: "Verify flash" })
            {
                world.Chip.Flash[5] ^= 1;
            }
        });

        Assert.Equal(ExitCode.Verify, report.Exit);
        Assert.Contains(report.Diagnostics, told => told.Code == "ISP3069" && told.Message.Contains("is erased"));
        Assert.True(world.Chip.CanBeProgrammed);
    }

    [Fact]
    public void Ctrl_C_while_fuses_are_written_ends_the_run_before_the_erase()
    {
        using World world = Factory("fuses: { low: 0xFF, high: 0xD9 }");
        using var cancel = new CancellationTokenSource();

        RunReport report = world.Run(
            what =>
            {
                if (what is RunEvent.StepStarted { Title: "Write low fuse" })
                {
                    cancel.Cancel();
                }
            },
            cancel.Token);

        Assert.Equal(ExitCode.Interrupted, report.Exit);
        Assert.Equal(0xFF, world.Chip.Fuse(FuseId.Low));
        Assert.DoesNotContain(world.Chip.Writes, write => write.Kind == ChipWriteKind.ChipErase);
        Assert.Contains(report.Diagnostics, told => told.Code == "ISP3069");
    }

    [Theory]
    [InlineData("EESAVE: on", 0xD9, true)]
    [InlineData("EESAVE: off", 0xD1, false)]
    public void EESAVE_counts_for_this_erase(string field, byte high, bool kept)
    {
        using World world = Factory($"fuses: {{ {field} }}");
        world.Chip.Preset(FuseId.High, high);
        world.Chip.Eeprom[3] = 0x33;

        RunReport report = world.Run();

        Assert.True(report.Exit == ExitCode.Done, $"{report.Failure}");
        Assert.Equal(kept ? 0x33 : 0xFF, world.Chip.Eeprom[3]);
    }

    [Fact]
    public void Fuses_that_lock_bits_forbid_are_refused_and_those_that_are_right_already_are_not()
    {
        using World world = Factory("fuses: { low: 0xFF }");
        world.Chip.Preset(FuseId.Lock, 0xFE);
        using World right = Factory("fuses: { low: 0xFF }");
        right.Chip.Preset(FuseId.Low, 0xFF);
        right.Chip.Preset(FuseId.Lock, 0xFE);

        RunReport refused = world.Run();

        Assert.Equal("ISP6017", refused.Failure?.Code);
        Assert.Equal(ExitCode.Refused, refused.Exit);
        Assert.False(world.Chip.Touched);
        AssertHolds(right, right.Run(), 0xFF);
    }

    [Fact]
    public void A_second_run_finds_the_fuses_right()
    {
        using World world = Factory("fuses: { low: 0xFF }");
        world.Run();

        RunReport report = world.Run();

        AssertHolds(world, report, 0xFF);
        Assert.Equal(StepOutcome.Unchanged, report.Steps.Single(step => step.Kind == "write-fuse").Outcome);
    }

    [Fact]
    public void Over_a_bad_cable_done_still_means_the_right_bytes()
    {
        int done = 0;
        for (int seed = 500; seed < 620; seed++)
        {
            double rate = Math.Pow(10, -2.5 - (seed % 5) / 2.0);
            FaultRates rates = (seed % 3) switch
            {
                0 => new FaultRates { Drop = rate },
                1 => new FaultRates { Flip = rate },
                _ => new FaultRates { Drop = rate / 3, Double = rate / 3, Flip = rate / 3, Delay = rate },
            };
            using World world = Factory("fuses: { low: 0xFF, high: 0xD9 }\nlock: { BLB0: 2 }");
            world.Cable = (link, clock) => new FaultyLink(link, clock, rates, seed);

            RunReport report = world.Run();

            Assert.NotEqual(ExitCode.OurBug, report.Exit);
            Assert.True(report.Elapsed < TimeSpan.FromMinutes(5), $"seed {seed}: {report.Elapsed}");
            if (report.Exit == ExitCode.Done)
            {
                done++;
                Assert.True(world.Chip.Flash.AsSpan(0, App.Length).SequenceEqual(App), $"seed {seed}");
                Assert.False(world.Chip.Flash.AsSpan(App.Length).ContainsAnyExcept((byte)0xFF), $"seed {seed}");
                byte[] fuses = [.. Enum.GetValues<FuseId>().Select(world.Chip.Fuse)];
                Assert.True(fuses.SequenceEqual((byte[])[0xFF, 0xD9, 0xFF, 0xFB]), $"seed {seed}: {Convert.ToHexString(fuses)}");
            }
        }

        Assert.InRange(done, 1, 119);
    }

    /// <summary>A chip as it comes from the factory, at 1 MHz, on a board with a 16 MHz crystal.</summary>
    private static World Factory(string body, string order = "fuses-first: true")
    {
        World world = World.With("avrisp", "atmega328p").Hex("app.hex", 0, App).Recipe(
            $"board: {{ clock: 16 MHz crystal }}\nfiles: {{ app: app.hex }}\nwrite: {{ flash: app }}\n{order}\n{body}");
        world.Chip.Preset(FuseId.Low, 0x62);
        return world;
    }

    private static RunReport Run(World world, Plan plan, Action<RunEvent>? listen = null) =>
        RecipeRunner.Run(plan, world.Bench, world.RunOptions, listen ?? (_ => { }), default);

    private static void AssertHolds(World world, RunReport report, byte low)
    {
        Assert.True(report.Exit == ExitCode.Done, $"{report.Failure}");
        Assert.Equal(App, world.Chip.Flash[..App.Length]);
        Assert.Equal(low, world.Chip.Fuse(FuseId.Low));
        Assert.Empty(world.Chip.Violations);
        Assert.False(world.Chip.IsHeldInReset);
    }
}
