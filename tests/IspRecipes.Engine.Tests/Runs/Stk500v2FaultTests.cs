using IspRecipes.Devices;
using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Runs;
using IspRecipes.Simulation;
using IspRecipes.Simulation.Chips;
using IspRecipes.Simulation.Programmers;

namespace IspRecipes.Engine.Tests.Runs;

/// <summary>What every fault of an STK500v2 programmer, its line and its chip ends in: never a hang, never a false success.</summary>
public sealed class Stk500v2FaultTests : IDisposable
{
    private const byte WriteFlash = 0x13, ReadFlash = 0x14, SpiMulti = 0x1D;

    private static readonly byte[] App = Firmware.Program(3000);

    private readonly List<World> _worlds = [];

    public static TheoryData<string> Both => ["stk500v2", "avrispmkii"];

    public void Dispose() => _worlds.ForEach(world => world.Dispose());

    [Theory]
    [InlineData(FaultCode.UsbStall, WriteFlash, false, "ISP4020")]
    [InlineData(FaultCode.UsbStall, ReadFlash, true, "ISP4020")]
    [InlineData(FaultCode.UsbTimeout, WriteFlash, true, "ISP4019")]
    [InlineData(FaultCode.UsbTimeout, ReadFlash, true, "ISP4019")]
    [InlineData(FaultCode.UsbShort, WriteFlash, false, "ISP4021")]
    [InlineData(FaultCode.UsbShort, WriteFlash, true, "ISP4021")]
    [InlineData(FaultCode.UsbShort, ReadFlash, true, "ISP4021")]
    [InlineData(FaultCode.UsbUnplugged, WriteFlash, true, "ISP4018")]
    public void A_transfer_that_fails_in_the_middle_ends_the_run_and_the_device_is_released(
        FaultCode fault, byte command, bool answer, string code)
    {
        int seen = 0;
        StruckBulkLink? link = null;
        World world = Small("avrispmkii");
        world.UsbCable = inner => link = new StruckBulkLink(
            inner, (_, asked, reply) => asked == command && reply == answer && ++seen == 3 ? fault : null);

        RunReport report = world.Run();

        Assert.Equal(code, report.Failure?.Code);
        Assert.NotNull(report.Failure?.Hint);
        Assert.True(link!.Disposed);
        Assert.Equal(fault != FaultCode.UsbUnplugged, !world.Chip.IsHeldInReset);
    }

    [Fact]
    public void Wherever_it_is_unplugged_the_run_fails_and_says_so()
    {
        for (int after = 0; after < 100; after++)
        {
            World world = Small("avrispmkii");
            int limit = after;
            world.UsbCable = inner => new StruckBulkLink(inner, (count, _, _) => count > limit ? FaultCode.UsbUnplugged : null);

            Assert.Equal("ISP4018", world.Run().Failure?.Code);
        }
    }

    [Theory]
    [InlineData(0x03, 0x94)]
    [InlineData(0x01)] // of a program that was ended in its first exchange
    public void An_answer_that_another_program_left_behind_is_passed_over(params int[] command)
    {
        World world = Small("avrispmkii");
        world.Bench.UsbDevices[0].BulkOut(0x02, [.. command.Select(value => (byte)value)], TimeSpan.FromSeconds(1));

        RunReport report = world.Run();

        Assert.True(report.Exit == ExitCode.Done, $"{report.Failure}");
        Assert.Equal(App, world.Chip.Flash[..App.Length]);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public void A_chip_that_answers_at_no_clock_is_told_with_what_to_check(string programmer)
    {
        World world = Small(programmer);
        world.Chip.MisoStuckAt = 0xFF;

        RunReport report = world.Run();

        Assert.Equal("ISP6009", report.Failure?.Code);
        Assert.Contains("RESET", report.Failure!.Hint);
        Assert.InRange(report.Elapsed.TotalSeconds, 0, 10);
        Assert.False(world.Chip.Touched);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public void Another_chip_is_named_after_two_speeds_agree_on_it(string programmer)
    {
        World world = Add(World.With(programmer, "atmega32u4", chip: "atmega328p").Recipe("erase: chip"));

        RunReport report = world.Run();

        Assert.Equal("ISP6002", report.Failure?.Code);
        Assert.False(world.Chip.Touched);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public void A_signature_that_is_wrong_at_a_fast_clock_and_right_at_a_slow_one_is_the_right_one(string programmer)
    {
        double limit = programmer == "stk500v2" ? 400e3 : 600e3; // one step is above: two that agree are believed
        bool garbled = false;
        World world = Small(programmer);
        world.UsbCable = inner => new StruckBulkLink(inner, (_, command, answer) =>
        {
            Garble(!answer && command == SpiMulti);
            return null;
        });
        world.Cable = (link, _) => new TamperedLink(link)
        {
            Out = sent =>
            {
                Garble(sent.Length > 5 && sent[5] == SpiMulti);
                return sent;
            },
        };

        RunReport report = world.Run();

        Assert.True(report.Exit == ExitCode.Done, $"{report.Failure}");
        Assert.True(garbled);
        Assert.InRange(world.Chip.SckHertz, limit / 8, limit); // one step slower than the first right answer
        Assert.Equal("1E 95 87", report.Signature);

        void Garble(bool asked)
        {
            world.Chip.MisoStuckAt = asked && world.Chip.SckHertz > limit ? 0x1C : null;
            garbled |= world.Chip.MisoStuckAt is not null;
        }
    }

    [Theory]
    [InlineData("stk500v2", "1.8 MHz")]
    [InlineData("stk500v2", "460.8 kHz")]
    [InlineData("stk500v2", null)]
    [InlineData("avrispmkii", "4 MHz")]
    [InlineData("avrispmkii", "1 MHz")]
    [InlineData("avrispmkii", "500 kHz")]
    [InlineData("avrispmkii", null)]
    public void Bit_errors_above_a_quarter_of_the_core_clock_never_make_a_wrong_fuse(string programmer, string? sck)
    {
        foreach (int crystal in (int[])[1, 2, 3])
        {
            World world = Add(World.With(programmer, "atmega328p").Recipe("fuses: { high: 0xD1 }", sck));
            world.Chip.Board = BoardClock.Crystal(crystal * 1e6);

            RunReport report = world.Run();

            Assert.Equal(0xFF, world.Chip.Fuse(FuseId.Low));
            Assert.Equal(0xFF, world.Chip.Fuse(FuseId.Extended));
            Assert.Equal(report.Exit == ExitCode.Done ? 0xD1 : 0xD9, world.Chip.Fuse(FuseId.High));
        }
    }

    [Fact]
    public void A_programmer_that_stops_in_a_page_is_told_as_silent()
    {
        World world = Small("stk500v2", new BoardOptions { StopsInPage = 3 });

        RunReport report = world.Run();

        Assert.Equal("ISP5004", report.Failure?.Code);
        Assert.InRange(report.Elapsed.TotalSeconds, 0, 30);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(500)]
    [InlineData(1500)]
    public void A_port_that_hangs_up_is_told_at_once(int after) =>
        Assert.Equal("ISP4010", Small("stk500v2", new BoardOptions { HangsUpAfter = after }).Run().Failure?.Code);

    [Fact]
    public void A_silent_port_fails_in_two_seconds()
    {
        RunReport report = Small("stk500v2", new BoardOptions { Silent = true }).Run();

        Assert.Equal("ISP4009", report.Failure?.Code);
        Assert.InRange(report.Elapsed.TotalSeconds, 1.9, 2.5);
    }

    [Fact]
    public void An_ArduinoISP_is_not_taken_for_one()
    {
        World world = Small("stk500v2");
        world.Cable = (link, clock) =>
        {
            var other = new VirtualStk500v1(world.Chip, (VirtualClock)clock);
            other.Open(new Devices.Links.SerialSettings(19200));
            return other;
        };

        RunReport report = world.Run();

        Assert.Contains(report.Failure?.Code, (string[])["ISP5006", "ISP4009"]);
        Assert.False(world.Chip.Touched);
    }

    /// <summary>Requests damaged on their way out, answers on their way back: once each, and the run goes on.</summary>
    [Theory]
    [InlineData(true, 1)] // the number
    [InlineData(true, 3)] // the size
    [InlineData(true, 60)] // data
    [InlineData(false, 0)] // the start
    [InlineData(false, 1)]
    [InlineData(false, 4)] // the token
    [InlineData(false, 6)] // the status, which the checksum covers
    public void A_damaged_message_is_repeated_with_its_address(bool outgoing, int at)
    {
        int pages = 0;
        int read = 0;
        World world = Small("stk500v2");
        world.Cable = (link, _) => new TamperedLink(link)
        {
            Out = sent =>
            {
                bool page = sent.Length > 100 && sent[5] == WriteFlash;
                pages += page ? 1 : 0;
                read = 0;
                if (outgoing && page && pages == 5)
                {
                    sent[at] ^= 0x40;
                }

                return sent;
            },
            Back = (request, answer) =>
            {
                bool page = request.Length > 100 && request[5] == WriteFlash && pages == 5;
                int index = at - read;
                read += answer.Length;
                if (!outgoing && page && index >= 0 && index < answer.Length)
                {
                    answer[index] ^= 0x40;
                    pages++;
                }
            },
        };

        RunReport report = world.Run();

        Assert.True(report.Exit == ExitCode.Done, $"{report.Failure}");
        Assert.Equal(App, world.Chip.Flash[..App.Length]);
        Assert.Contains(report.Diagnostics, told => told.Severity == Severity.Warning);
    }

    [Theory]
    [InlineData(0, 40)]
    [InlineData(40, 80)]
    public void Whatever_the_cable_does_the_report_tells_the_truth(int first, int end)
    {
        int done = 0;
        for (int seed = first; seed < end; seed++)
        {
            double rate = Math.Pow(10, -2.5 - (seed % 5) / 2.0);
            var rates = new FaultRates { Drop = rate / 3, Double = rate / 3, Flip = rate / 3, Delay = rate };
            World world = Add(World.With("stk500v2", "atmega32u4").Hex("app.hex", 0, App)
                .Recipe("files: { app: app.hex }\nwrite: { flash: app }\nfuses: { high: 0xD9, extended: 0xFB }"));
            int cable = seed;
            world.Cable = (link, clock) => new FaultyLink(link, clock, rates, cable);

            RunReport report = world.Run();

            Assert.True(report.Elapsed < TimeSpan.FromMinutes(5), $"seed {seed}: {report.Elapsed}");
            Assert.NotEqual(ExitCode.OurBug, report.Exit);
            if (report.Exit == ExitCode.Done)
            {
                done++;
                Assert.True(world.Chip.Flash.AsSpan(0, App.Length).SequenceEqual(App), $"seed {seed}");
                Assert.Equal((0xFF, 0xD9, 0xFB), (world.Chip.Fuse(FuseId.Low), world.Chip.Fuse(FuseId.High), world.Chip.Fuse(FuseId.Extended)));
            }
        }

        Assert.InRange(done, 1, end - first - 1);
    }

    [Theory]
    [InlineData(0, "0.0 V")]
    [InlineData(12, "1.2 V")]
    public void A_target_without_power_is_warned_of(byte tenths, string volts)
    {
        World world = Small("avrispmkii");
        Plug(world, Stk500v2Firmware.Lufa with { Voltage = tenths });

        RunReport report = world.Run();

        Diagnostic warning = Assert.Single(report.Diagnostics, told => told.Code == "ISP5031");
        Assert.Contains(volts, warning.Message);
        Assert.Equal(ExitCode.Done, report.Exit);
    }

    [Fact]
    public void What_the_programmer_finds_wrong_with_the_cable_is_named()
    {
        World world = Small("avrispmkii");
        Plug(world, Stk500v2Firmware.Lufa with { CableFaults = 0x12 });
        world.Chip.MisoStuckAt = 0xFF;

        RunReport report = world.Run();

        Assert.Equal("ISP5032", report.Failure?.Code);
        Assert.Contains("RESET shorted, no target detected", report.Failure!.Message);
        Assert.InRange(report.Elapsed.TotalSeconds, 0, 2);
    }

    [Fact]
    public void A_clone_that_kept_the_level_of_another_chip_s_reset_gets_an_AVR_s()
    {
        World world = Small("avrispmkii");
        Plug(world, Stk500v2Firmware.Lufa with { Polarity = 0 });

        Assert.Equal(ExitCode.Done, world.Run().Exit);
    }

    [Fact]
    public void The_bootloader_of_an_Arduino_Mega_is_not_taken_for_a_programmer()
    {
        World world = Small("stk500v2");
        world.Cable = (_, clock) =>
        {
            var mega = new VirtualStk500v2(world.Chip, (VirtualClock)clock, firmware: Stk500v2Firmware.Bootloader);
            mega.Open(new Devices.Links.SerialSettings(115200));
            return mega;
        };

        RunReport report = world.Run();

        Assert.Equal("ISP5005", report.Failure?.Code);
        Assert.False(world.Chip.Touched);
    }

    private static void Plug(World world, Stk500v2Firmware firmware) =>
        world.Bench.UsbDevices = [new VirtualAvrispMkII(world.Chip, world.Bench.Clock, firmware)];

    private World Small(string programmer, BoardOptions? options = null) => Add(World.With(programmer, "atmega32u4", options: options)
        .Hex("app.hex", 0, App)
        .Recipe("files: { app: app.hex }\nwrite: { flash: app }"));

    private World Add(World world)
    {
        _worlds.Add(world);
        world.Chip.Preset(FuseId.Low, 0xFF);
        return world;
    }
}
