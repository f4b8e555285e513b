using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Runs;
using IspRecipes.Simulation.Chips;
using IspRecipes.Simulation.Programmers;

namespace IspRecipes.Engine.Tests.Runs;

/// <summary>Whole runs through a Bus Pirate: what they cost on every firmware, and what reaches the chip.</summary>
public sealed class BusPirateTests : BusPirateWorlds
{
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
}
