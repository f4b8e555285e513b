using IspRecipes.Devices.Links;
using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Runs;
using IspRecipes.Simulation;
using IspRecipes.Simulation.Programmers;

namespace IspRecipes.Engine.Tests.Runs;

/// <summary>What every fault of a Bus Pirate, its line and its chip ends in: let go, and never a false success.</summary>
public sealed class BusPirateFaultTests : BusPirateWorlds
{
    [Theory]
    [InlineData(0x05, "ISP5004")]
    [InlineData(0x06, "ISP5004")]
    [InlineData(0x13, "ISP5004")]
    public void A_command_whose_last_byte_is_lost_ends_the_run_and_the_device_is_back_in_its_terminal(byte command, string code)
    {
        World world = Full();
        int seen = 0;
        world.Cable = (link, _) => new TamperedLink(link)
        {
            Out = sent => sent[0] == command && sent.Length > 5 - (command == 0x13 ? 1 : 0) && ++seen == 3 ? sent[..^1] : sent,
        };

        RunReport report = world.Run();

        Assert.Equal(code, report.Failure?.Code);
        Assert.NotNull(report.Failure?.Hint);
        AssertLetGo(world);
        Assert.Equal(ExitCode.Done, Again(world).Exit);
    }

    [Theory]
    [InlineData(0x00, "ISP5003")]
    [InlineData(0x7E, "ISP5001")]
    public void A_refused_or_garbled_page_ends_the_run(byte answer, string code)
    {
        World world = Full();
        world.Cable = (link, _) => new TamperedLink(link)
        {
            Back = (request, bytes) => bytes[0] = request is [0x05, > 0x08, ..] ? answer : bytes[0],
        };

        RunReport report = world.Run();

        Assert.Equal(code, report.Failure?.Code);
        AssertLetGo(world);
    }

    [Fact]
    public void Firmware_that_hangs_in_the_middle_of_a_page_is_told_and_the_run_ends()
    {
        World world = Full();
        Plug(world, BusPirateBuild.V70, new BoardOptions { StopsInPage = 7 });

        RunReport report = world.Run();

        Assert.Equal("ISP5004", report.Failure?.Code);
        Assert.InRange(report.Elapsed.TotalSeconds, 1, 20);
        Assert.False(Programmer(world).IsOpen);
    }

    [Fact]
    public void Wherever_it_is_unplugged_the_run_fails_and_says_so()
    {
        foreach (int after in (int[])[0, 1, 5, 22, 23, 30, 40, 60, 100, 200, 400, 1000, 3000, 10_000, 100_000, 160_000])
        {
            World world = Full();
            Plug(world, BusPirateBuild.V70, new BoardOptions { HangsUpAfter = after });

            RunReport report = world.Run();

            Assert.Equal("ISP4010", report.Failure?.Code);
            Assert.False(Programmer(world).IsOpen);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(9)]
    [InlineData(40)]
    public void Cancelled_it_lets_go_of_the_chip_and_is_back_in_its_terminal(int events)
    {
        World world = Full();
        using CancellationTokenSource cancel = new();

        RunReport report = world.Run(_ => Countdown(), cancel.Token);

        Assert.NotEqual(ExitCode.Done, report.Exit);
        AssertLetGo(world);

        void Countdown()
        {
            if (--events == 0)
            {
                cancel.Cancel();
            }
        }
    }

    [Fact]
    public void A_chip_that_answers_at_no_clock_is_told_with_what_to_check()
    {
        World world = Full();
        world.Chip.MisoStuckAt = 0xFF;

        RunReport report = world.Run();

        Assert.Equal("ISP6009", report.Failure?.Code);
        Assert.Contains("RESET", report.Failure!.Hint);
        Assert.InRange(report.Elapsed.TotalSeconds, 0, 10);
        Assert.False(world.Chip.Touched);
        AssertLetGo(world);
    }

    [Fact]
    public void A_signature_that_is_wrong_at_a_fast_clock_and_right_at_a_slow_one_is_the_right_one()
    {
        const byte twelveBytes = 0x1B, readSignature = 0x30;
        World world = Full();
        bool garbled = false;
        world.Cable = (link, _) => new TamperedLink(link)
        {
            Out = sent =>
            {
                bool wrong = sent.Length > 1 && sent[0] == twelveBytes && sent[1] == readSignature && world.Chip.SckHertz > 200e3;
                garbled |= wrong;
                world.Chip.MisoStuckAt = wrong ? (byte)0x1C : null;
                return sent;
            },
        };

        RunReport report = world.Run();

        Assert.True(report.Exit == ExitCode.Done, $"{report.Failure}");
        Assert.True(garbled);
        Assert.InRange(world.Chip.SckHertz, 30e3, 40e3); // 125 kHz is the first at which it answers rightly
        Assert.Equal("1E 95 87", report.Signature);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Bit_errors_above_a_quarter_of_the_core_clock_never_make_a_wrong_fuse(int crystal)
    {
        foreach (string sck in (string[])["8 MHz", "2 MHz", "1 MHz", "250 kHz", "125 kHz"])
        {
            AssertLetGo(WritesNoWrongFuse("buspirate", sck, crystal * 1e6));
        }
    }

    [Fact]
    public void Whatever_the_cable_does_the_report_tells_the_truth()
    {
        int done = 0;
        for (int seed = 0; seed < 80; seed++)
        {
            double rate = Math.Pow(10, -3.5 - (seed % 4 / 2.0));
            FaultRates rates = (seed % 3) switch
            {
                0 => new FaultRates { Drop = rate },
                1 => new FaultRates { Double = rate },
                _ => new FaultRates { Flip = rate },
            };
            int with = seed;
            byte[] program = Firmware.Program(700);
            World world = Add(World.With("buspirate", "atmega32u4").Hex("app.hex", 0, program)
                .Recipe("files: { app: app.hex }\nwrite: { flash: app }\nfuses: { high: 0xD1 }"));
            world.Cable = (link, clock) => new FaultyLink(link, clock, rates, with);

            RunReport report = world.Run();

            Assert.NotEqual(ExitCode.OurBug, report.Exit);
            Assert.InRange(report.Elapsed.TotalSeconds, 0, 60);
            Assert.False(Programmer(world).IsOpen);
            if (report.Exit == ExitCode.Done)
            {
                done++;
                Assert.Equal(program, world.Chip.Flash[..700]);
                Assert.True(world.Chip.Flash.AsSpan(700).IndexOfAnyExcept((byte)0xFF) < 0, $"seed {seed}");
                Assert.Equal((0xFF, 0xD1), (world.Chip.Fuse(FuseId.Low), world.Chip.Fuse(FuseId.High)));
            }
        }

        Assert.InRange(done, 1, 79);
    }

    /// <summary>The same recipe over a sound cable.</summary>
    private static RunReport Again(World world)
    {
        world.Bench.Programmer.Dispose();
        return RecipeRunner.Run(world.Plan().Value!, new SoundCable(world.Bench), world.RunOptions, _ => { }, default);
    }

    private sealed class SoundCable(SimulatedBench bench) : IBench
    {
        public IClock Clock => bench.Clock;

        public IReadOnlyList<PortInfo> List() => bench.List();

        public ISerialLink OpenSerial(string port, SerialSettings settings)
        {
            bench.Programmer.Open(settings);
            return bench.Programmer;
        }

        public IReadOnlyList<UsbDeviceInfo> ListUsb(Predicate<UsbId> wanted) => [];

        public IUsbLink OpenUsb(UsbDeviceInfo device, UsbSettings settings) => bench.OpenUsb(device, settings);
    }
}
