using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Runs;
using IspRecipes.Simulation;
using IspRecipes.Simulation.Programmers;

namespace IspRecipes.Engine.Tests.Runs;

/// <summary>What ends a run through STK500v2 on a serial line, or is repeated: silence, strangers, damaged messages.</summary>
public sealed class Stk500v2LineFaultTests : CrystalWorlds
{
    private const byte WriteFlash = 0x13;

    private static readonly byte[] App = Firmware.Program(3000);

    [Fact]
    public void A_programmer_that_stops_in_a_page_is_told_as_silent()
    {
        World world = Small(new BoardOptions { StopsInPage = 3 });

        RunReport report = world.Run();

        Assert.Equal("ISP5004", report.Failure?.Code);
        Assert.InRange(report.Elapsed.TotalSeconds, 0, 30);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(500)]
    [InlineData(1500)]
    public void A_port_that_hangs_up_is_told_at_once(int after) =>
        Assert.Equal("ISP4010", Small(new BoardOptions { HangsUpAfter = after }).Run().Failure?.Code);

    [Fact]
    public void A_silent_port_fails_in_two_seconds()
    {
        RunReport report = Small(new BoardOptions { Silent = true }).Run();

        Assert.Equal("ISP4009", report.Failure?.Code);
        Assert.InRange(report.Elapsed.TotalSeconds, 1.9, 2.5);
    }

    [Fact]
    public void An_ArduinoISP_is_not_taken_for_one()
    {
        World world = Small();
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
        World world = Small();
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

    [Fact]
    public void The_bootloader_of_an_Arduino_Mega_is_not_taken_for_a_programmer()
    {
        World world = Small();
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

    private World Small(BoardOptions? options = null) => Add(World.With("stk500v2", "atmega32u4", options: options)
        .Hex("app.hex", 0, App)
        .Recipe("files: { app: app.hex }\nwrite: { flash: app }"));
}
