using IspRecipes.Devices.Parts;
using IspRecipes.Devices.Programmers;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Runs;
using IspRecipes.Simulation.Chips;

namespace IspRecipes.Engine.Tests.Runs;

/// <summary>Whole runs through STK500v2, on a serial port and on USB: what they cost, and what reaches the chip.</summary>
public sealed class Stk500v2Tests : CrystalWorlds
{
    public static TheoryData<string> Both => ["stk500v2", "avrispmkii"];

    /// <summary>
    /// 256 pages written and 128 blocks read, 2 addresses, and the rest: sign-on, 4 parameters, SCK, RESET's level and
    /// entering, 21 bytes of signature, fuses and lock, erase and one poll, 8 bytes once more, leave. avrdude: 1,034
    /// round trips. On USB a command and its answer are a transfer each.
    /// </summary>
    [Theory]
    [InlineData("stk500v2", "460.8 kHz", 422)]
    [InlineData("stk500v2", null, 433)]
    [InlineData("avrispmkii", "1 MHz", 844)]
    [InlineData("avrispmkii", null, 866)]
    public void A_full_image_costs_so_many_round_trips(string programmer, string? sck, int roundTrips)
    {
        World world = Full(programmer, sck);

        RunReport report = world.Run();

        Assert.True(report.Exit == ExitCode.Done, $"{report.Failure}");
        Assert.Equal(Firmware.Program(32768), world.Chip.Flash);
        Assert.Empty(world.Chip.Violations);
        Assert.False(world.Chip.IsHeldInReset);
        Assert.DoesNotContain(report.Diagnostics, told => told.Severity != Severity.Note);
        Assert.Equal(roundTrips, report.Cost.RoundTrips);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public void Flash_beyond_128_KiB_is_written_and_verified(string programmer)
    {
        byte[] program = Firmware.Program(0x40000);
        World world = Add(World.With(programmer, "atmega2560").Binary("app.bin", program)
            .Recipe("files: { app: { path: app.bin, address: 0, format: bin } }\nwrite: { flash: app }"));

        RunReport report = world.Run();

        Assert.True(report.Exit == ExitCode.Done, $"{report.Failure}");
        Assert.Equal(program, world.Chip.Flash);
        Assert.Empty(world.Chip.Violations);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public void Blank_pages_are_not_written_after_a_chip_erase(string programmer)
    {
        byte[] program = Firmware.Program(4096);
        program.AsSpan(1024, 2048).Fill(0xFF);
        World world = Add(World.With(programmer, "atmega32u4").Hex("app.hex", 0, program)
            .Recipe("files: { app: app.hex }\nwrite: { flash: app }"));

        RunReport report = world.Run();

        Assert.True(report.Exit == ExitCode.Done, $"{report.Failure}");
        Assert.Equal(16, world.Chip.Writes.Count(write => write.Kind == ChipWriteKind.FlashPage));
        Assert.Equal(program, world.Chip.Flash[..4096]);
    }

    [Theory]
    [InlineData("stk500v2", "atmega32u4", ChipWriteKind.EepromPage, 3)] // pages of 4
    [InlineData("avrispmkii", "atmega32u4", ChipWriteKind.EepromPage, 3)]
    [InlineData("stk500v2", "atmega32a", ChipWriteKind.EepromByte, 3)] // no page instructions
    [InlineData("avrispmkii", "atmega32a", ChipWriteKind.EepromByte, 3)]
    public void Only_what_differs_in_the_eeprom_is_written(string programmer, string mcu, ChipWriteKind kind, int writes)
    {
        byte[] eeprom = Firmware.Program(1024);
        World world = Add(World.With(programmer, mcu).Hex("e.hex", 0, eeprom).Recipe("files: { e: e.hex }\nwrite: { eeprom: e }"));
        eeprom.CopyTo(world.Chip.Eeprom, 0);
        foreach (int at in (int[])[5, 300, 700])
        {
            world.Chip.Eeprom[at] ^= 0xFF;
        }

        RunReport report = world.Run();

        Assert.True(report.Exit == ExitCode.Done, $"{report.Failure}");
        Assert.Equal(eeprom, world.Chip.Eeprom);
        Assert.Equal(writes, world.Chip.Writes.Count(write => write.Kind == kind));
        Assert.Empty(world.Chip.Violations);
    }

    [Theory]
    [InlineData("stk500v2", "atmega328p", 0xFF, 460.8e3)] // a crystal of 16 MHz: 1.8 MHz answers first
    [InlineData("stk500v2", "atmega328p", 0x62, 57.6e3)] // 1 MHz: 115.2 kHz answers first
    [InlineData("avrispmkii", "atmega328p", 0xFF, 1e6)]
    [InlineData("avrispmkii", "atmega328p", 0x62, 125e3)]
    [InlineData("avrispmkii", "atmega328p", 0xE3, 14520)] // the oscillator of 128 kHz: 29.7 kHz answers first
    public void The_bit_clock_is_one_step_slower_than_the_first_that_answers(string programmer, string mcu, byte low, double sck)
    {
        World world = Add(World.With(programmer, mcu).Recipe(""));
        world.Chip.Preset(FuseId.Low, low);
        world.Chip.Board = BoardClock.Crystal(16e6);

        RunReport report = world.Run();

        Assert.True(report.Exit == ExitCode.Done, $"{report.Failure}");
        Assert.InRange(world.Chip.SckHertz, sck * 0.9, sck * 1.1);
    }

    [Theory]
    [InlineData("stk500v2", "10 us", "57.6 kHz", 57.6e3)]
    [InlineData("stk500v2", "2 MHz", "1.84", 1.8432e6)]
    [InlineData("avrispmkii", "10 us", "96.386 kHz", 96386)]
    [InlineData("avrispmkii", "300 kHz", "250 kHz", 250e3)]
    public void The_recipe_s_bit_clock_is_rounded_down_to_a_step_and_the_plan_shows_it(
        string programmer, string wish, string shown, double sck)
    {
        World world = Full(programmer, wish);

        Assert.Contains($"SCK: {shown}", Engine.Plans.PlanPrinter.Print(world.Plan().Value!));

        Assert.Equal(ExitCode.Done, world.Run().Exit);
        Assert.InRange(world.Chip.SckHertz, sck * 0.99, sck * 1.01);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public void At_a_slow_clock_blocks_are_short_enough_for_the_firmware_s_second(string programmer)
    {
        byte[] program = Firmware.Program(300);
        World world = Add(World.With(programmer, "atmega32u4").Hex("app.hex", 0, program)
            .Recipe("files: { app: app.hex }\nwrite: { flash: app }\nverify: written-pages", "1.3 kHz"));

        RunReport report = world.Run();

        Assert.True(report.Exit == ExitCode.Done, $"{report.Failure}");
        Assert.Equal(program, world.Chip.Flash[..300]);
        Assert.Empty(world.Chip.Violations);
    }

    [Theory]
    [InlineData("stk500v2", "atmega32a")] // eeprom byte by byte
    [InlineData("avrispmkii", "atmega32a")]
    [InlineData("avrispmkii", "atmega2560")] // by pages of eight
    public void At_the_slowest_clock_flash_and_eeprom_are_written_within_the_firmware_s_second(string programmer, string mcu)
    {
        double slowest = (programmer == "stk500v2" ? Stk500v2.SerialSckSteps : Stk500v2.MkIISckSteps)[^1];
        string sck = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Math.Ceiling(slowest)} Hz");
        byte[] program = Firmware.Program(16);
        byte[] eeprom = Firmware.Program(40);
        World world = Add(World.With(programmer, mcu).Hex("app.hex", 0, program).Hex("e.hex", 0, eeprom)
            .Recipe("files: { app: app.hex, e: e.hex }\nwrite: { flash: app, eeprom: e }\nverify: written-pages", sck));

        RunReport report = world.Run();

        Assert.True(report.Exit == ExitCode.Done, $"{report.Failure}");
        Assert.Equal(program, world.Chip.Flash[..16]);
        Assert.Equal(eeprom, world.Chip.Eeprom[..40]);
        Assert.Empty(world.Chip.Violations);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public void Fuses_are_written_at_a_quarter_of_the_slower_core_clock_at_most(string programmer)
    {
        World world = Add(World.With(programmer, "atmega328p").Recipe("""
            board: { clock: 16 MHz crystal }
            fuses: { low: 0x7F }
            """));
        double sck = 0;

        RunReport report = world.Run(told => sck = told is RunEvent.StepFinished { Step.Kind: "write-fuse" } ? world.Chip.SckHertz : sck);

        Assert.True(report.Exit == ExitCode.Done, $"{report.Failure}");
        Assert.InRange(sck, 1, 500e3); // 2 MHz once the fuse acts
        Assert.Equal(0x7F, world.Chip.Fuse(FuseId.Low));
        Assert.Empty(world.Chip.Violations);
    }

    private World Full(string programmer, string? sck = null) => Add(World.With(programmer, "atmega32u4")
        .Hex("app.hex", 0, Firmware.Program(32768))
        .Recipe("files: { app: app.hex }\nwrite: { flash: app }", sck));
}
