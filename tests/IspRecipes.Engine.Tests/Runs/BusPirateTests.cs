using IspRecipes.Devices.Links;
using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Runs;
using IspRecipes.Simulation;
using IspRecipes.Simulation.Chips;
using IspRecipes.Simulation.Programmers;

namespace IspRecipes.Engine.Tests.Runs;

/// <summary>Whole runs through a Bus Pirate: what they cost on every firmware, and what every fault ends in.</summary>
public sealed class BusPirateTests : IDisposable
{
    private readonly List<IDisposable> _worlds = [];

    /// <summary>Firmware, SCK named in the recipe, round trips, bytes out.</summary>
    public static TheoryData<string, string?, int, long> Costs { get; } = new()
    {
        // 43 for all but the data: 11 to open, twice SCK with RESET and Programming Enable, three times signature, fuses and
        // lock, erase and one poll, 8 bytes of fuses and lock once more, leave, 2 to the terminal. Then 43 commands of six
        // pages, and 5 reads.
        { "7.0", null, 92, 165759 },
        { "7.0", "1 MHz", 297, 133332 },
        { "7.0", "125 kHz", 83, 150026 },
        { "6.1", null, 92, 165759 },
        { "7.1", null, 92, 165759 },
        { "8.0", null, 92, 165759 },
        { "8.0 on v4", null, 92, 165759 },
    };

    public void Dispose() => _worlds.ForEach(world => world.Dispose());

    [Theory]
    [MemberData(nameof(Costs))]
    public void A_full_image_costs_so_many_round_trips(string firmware, string? sck, int roundTrips, long bytes)
    {
        World world = Full(sck);
        Plug(world, Build(firmware));

        RunReport report = world.Run();

        Assert.True(report.Exit == ExitCode.Done, $"{report.Failure}");
        Assert.Equal(Firmware.Program(32768), world.Chip.Flash);
        Assert.Empty(world.Chip.Violations);
        Assert.Equal((roundTrips, bytes), (report.Cost.RoundTrips, report.Cost.BytesOut));
        AssertLetGo(world);
    }

    [Theory]
    [InlineData("3.0", "250 kHz")] // sixteen bytes at a time
    [InlineData("5.10", null)] // reads sixteen bytes at a time
    [InlineData("6.1 on v4", null)] // where the extended commands would hang
    [InlineData("7.0", "31.25 kHz")]
    [InlineData("8.0", "31.25 kHz")] // a command longer than the receiver would be lost
    [InlineData("8.0 on v4", "8 MHz")]
    [InlineData("7.0", "8 MHz")]
    [InlineData("6.1", "2.7 MHz")] // whose 2.67 MHz are 42 kHz in truth
    [InlineData("7.1", "2 MHz")] // whose 2 MHz are 50 kHz in truth
    public void Flash_eeprom_and_fuses_are_written_whatever_the_firmware(string firmware, string? sck)
    {
        byte[] program = Firmware.Program(1500);
        byte[] eeprom = Firmware.Program(50, 2);
        World world = Add(World.With("buspirate", "atmega328p").Hex("app.hex", 0, program).Hex("e.hex", 3, eeprom).Recipe("""
            board: { clock: 20 MHz crystal }
            files: { app: app.hex, e: e.hex }
            write: { flash: app, eeprom: e }
            fuses: { high: 0xD1 }
            """, sck));
        world.Chip.Board = BoardClock.Crystal(60e6); // so that 8 MHz is no bit too fast
        Plug(world, Build(firmware));

        RunReport report = world.Run();

        Assert.True(report.Exit == ExitCode.Done, $"{report.Failure}");
        Assert.Equal(program, world.Chip.Flash[..1500]);
        Assert.Equal(eeprom, world.Chip.Eeprom[3..53]);
        Assert.Equal(0xD1, world.Chip.Fuse(FuseId.High));
        Assert.Empty(world.Chip.Violations);
        Assert.Equal(firmware is "3.0" or "5.10" or "6.1 on v4", report.Diagnostics.Any(told => told.Code == "ISP5026"));
        Assert.Equal(0, Programmer(world).LostBytes);
        AssertLetGo(world);
    }

    [Theory]
    [InlineData("at90usb1286", 0x20000)]
    [InlineData("atmega2560", 0x40000)]
    public void Flash_up_to_its_last_word_is_written_and_verified(string mcu, int size)
    {
        byte[] program = Firmware.Program(size);
        World world = Add(World.With("buspirate", mcu).Binary("app.bin", program)
            .Recipe("files: { app: { path: app.bin, address: 0, format: bin } }\nwrite: { flash: app }"));

        RunReport report = world.Run();

        Assert.True(report.Exit == ExitCode.Done, $"{report.Failure}");
        Assert.Equal(program, world.Chip.Flash);
        Assert.Empty(world.Chip.Violations);
    }

    [Fact]
    public void Only_eeprom_pages_that_differ_are_written()
    {
        byte[] eeprom = Firmware.Program(1024);
        World world = Add(World.With("buspirate", "atmega32u4").Hex("e.hex", 0, eeprom)
            .Recipe("files: { e: e.hex }\nwrite: { eeprom: e }"));
        eeprom.CopyTo(world.Chip.Eeprom, 0);
        (world.Chip.Eeprom[5], world.Chip.Eeprom[6], world.Chip.Eeprom[700]) =
            ((byte)~eeprom[5], (byte)~eeprom[6], (byte)~eeprom[700]);

        RunReport report = world.Run();

        Assert.True(report.Exit == ExitCode.Done, $"{report.Failure}");
        Assert.Equal(eeprom, world.Chip.Eeprom);
        Assert.Equal([4u, 700u], world.Chip.Writes.Select(write => (uint)write.Address));
    }

    [Theory]
    [InlineData(0xFF, 16e6, 250e3)] // a crystal of 16 MHz: 1 MHz answers first
    [InlineData(0x62, 16e6, 125e3)] // the oscillator of 8 MHz, divided by 8: 250 kHz answers first
    [InlineData(0xE3, 16e6, 31.25e3)] // the oscillator of 128 kHz: only the slowest
    public void The_bit_clock_is_one_step_slower_than_the_first_that_answers(byte low, double crystal, double sck)
    {
        World world = Add(World.With("buspirate", "atmega328p").Recipe(""));
        world.Chip.Preset(FuseId.Low, low);
        world.Chip.Board = BoardClock.Crystal(crystal);

        RunReport report = world.Run();

        Assert.True(report.Exit == ExitCode.Done, $"{report.Failure}");
        Assert.Equal(sck, world.Chip.SckHertz);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void The_recipe_says_what_feeds_the_target_and_how_pins_drive(bool power, bool pullUps)
    {
        World world = Add(World.With("buspirate", "atmega32u4"));
        world.RecipeText($"version: 1\nname: t\nmcu: atmega32u4\nprogrammer: {{ type: buspirate, power: {(power ? "true" : "false")}, pull-ups: {(pullUps ? "true" : "false")} }}");
        bool fed = false, pulled = false;

        RunReport report = world.Run(told =>
        {
            fed |= Programmer(world).FeedsTarget;
            pulled |= Programmer(world).PullsUp;
        });

        Assert.True(report.Exit == ExitCode.Done, $"{report.Failure}");
        Assert.Equal((power, pullUps), (fed, pulled));
        AssertLetGo(world);
    }

    [Fact]
    public void Fuses_are_written_at_a_quarter_of_the_slower_core_clock_at_most()
    {
        World world = Add(World.With("buspirate", "atmega328p").Recipe("""
            board: { clock: 2 MHz crystal }
            fuses: { low: 0x7F }
            """));
        world.Chip.Preset(FuseId.Low, 0xFF);
        world.Chip.Board = BoardClock.Crystal(2e6);
        double sck = 0;

        RunReport report = world.Run(told => sck = told is RunEvent.StepFinished { Step.Kind: "write-fuse" } ? world.Chip.SckHertz : sck);

        Assert.True(report.Exit == ExitCode.Done, $"{report.Failure}");
        Assert.Equal(31.25e3, sck); // 250 kHz once the fuse acts, of which a quarter is 62.5 kHz
        Assert.Empty(world.Chip.Violations);
    }

    [Theory]
    [InlineData("m\r")] // a menu
    [InlineData("half a line")]
    [InlineData("00*20")] // BBIO
    [InlineData("00*20 01")] // SPI
    [InlineData("00*20 02")] // I2C
    [InlineData("00*20 01 1F AA")] // fifteen bytes are missing
    [InlineData("00*20 01 05 10 00 00 01 AA")] // 4095 bytes are missing
    [InlineData("00*20 01 05 02 00 10 00 AA")]
    [InlineData("00*3")]
    public void It_is_found_wherever_another_program_left_it(string sent)
    {
        World world = Full();
        Programmer(world).LeftAfter(Sent(sent));

        RunReport report = world.Run();

        Assert.True(report.Exit == ExitCode.Done, $"{report.Failure}");
        Assert.Equal(Firmware.Program(32768), world.Chip.Flash);
        AssertLetGo(world);
    }

    /// <summary>In BBIO each of the zeros too many is answered by five bytes: its receiver would run over and stop for good.</summary>
    [Fact]
    public void Zeros_that_another_program_left_counted_do_not_make_it_deaf()
    {
        World world = Full();
        Programmer(world).LeftAfter(new byte[12]);

        RunReport report = world.Run();

        Assert.True(report.Exit == ExitCode.Done, $"{report.Failure}");
        Assert.Equal(0, Programmer(world).LostBytes);
        AssertLetGo(world);
    }

    [Fact]
    public void A_silent_port_fails_within_two_seconds()
    {
        World world = Full();
        Plug(world, BusPirateBuild.V70, new BoardOptions { Silent = true, OpeningResets = true });

        RunReport report = world.Run();

        Assert.Equal("ISP4009", report.Failure?.Code);
        Assert.InRange(report.Elapsed.TotalSeconds, 1, 2.1);
    }

    [Fact]
    public void Garbage_is_no_bus_pirate()
    {
        World world = Full();
        world.Cable = (link, _) => new TamperedLink(link) { Back = (_, bytes) => bytes.AsSpan().Fill(0x7E) };

        RunReport report = world.Run();

        Assert.Equal("ISP5006", report.Failure?.Code);
        Assert.InRange(report.Elapsed.TotalSeconds, 1, 12);
        Assert.False(world.Chip.Touched);
    }

    [Fact]
    public void Another_mode_instead_of_spi_is_told()
    {
        World world = Full();
        world.Cable = (link, _) => new TamperedLink(link) { Out = sent => sent is [0x01] ? [0x03] : sent };

        RunReport report = world.Run();

        Assert.Equal("ISP5027", report.Failure?.Code);
        Assert.False(world.Chip.Touched);
        AssertLetGo(world);
    }

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
            World world = Add(World.With("buspirate", "atmega328p").Recipe("fuses: { high: 0xD1 }", sck));
            world.Chip.Preset(FuseId.Low, 0xFF);
            world.Chip.Board = BoardClock.Crystal(crystal * 1e6);

            RunReport report = world.Run();

            Assert.Equal(0xFF, world.Chip.Fuse(FuseId.Low));
            Assert.Equal(0xFF, world.Chip.Fuse(FuseId.Extended));
            Assert.Equal(report.Exit == ExitCode.Done ? 0xD1 : 0xD9, world.Chip.Fuse(FuseId.High));
            AssertLetGo(world);
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

    private static byte[] Sent(string words)
    {
        if (!words.StartsWith("00", StringComparison.Ordinal))
        {
            return System.Text.Encoding.ASCII.GetBytes(words);
        }

        return [.. words.Split(' ').SelectMany(word =>
        {
            string[] parts = word.Split('*');
            return Enumerable.Repeat(Convert.ToByte(parts[0], 16), parts.Length > 1 ? int.Parse(parts[1]) : 1);
        })];
    }

    private static void AssertLetGo(World world)
    {
        VirtualBusPirate programmer = Programmer(world);
        Assert.False(programmer.IsOpen);
        Assert.True(programmer.IsInTerminal);
        Assert.False(programmer.FeedsTarget);
        Assert.False(world.Chip.IsHeldInReset);
    }

    private static BusPirateBuild Build(string firmware) => firmware switch
    {
        "3.0" => BusPirateBuild.V3,
        "5.10" => BusPirateBuild.V5,
        "6.1" => BusPirateBuild.V61,
        "6.1 on v4" => BusPirateBuild.V61OnV4,
        "7.0" => BusPirateBuild.V70,
        "7.1" => BusPirateBuild.V71,
        "8.0" => BusPirateBuild.V80,
        "8.0 on v4" => BusPirateBuild.V80OnV4,
        _ => throw new ArgumentException(firmware),
    };

    private static VirtualBusPirate Programmer(World world) => (VirtualBusPirate)world.Bench.Programmer;

    private static void Plug(World world, BusPirateBuild build, BoardOptions? options = null) =>
        world.Bench.Programmer = new VirtualBusPirate(world.Chip, world.Bench.Clock, build, options);

    private World Full(string? sck = null, string more = "") => Add(World.With("buspirate", "atmega32u4")
        .Hex("app.hex", 0, Firmware.Program(32768))
        .Recipe($"files: {{ app: app.hex }}\nwrite: {{ flash: app }}\n{more}", sck));

    private World Add(World world)
    {
        _worlds.Add(world);
        world.Chip.Preset(FuseId.Low, 0xFF);
        return world;
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
