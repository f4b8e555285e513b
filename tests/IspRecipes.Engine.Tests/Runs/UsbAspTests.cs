using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Runs;
using IspRecipes.Engine.Steps;
using IspRecipes.Simulation.Chips;
using IspRecipes.Simulation.Programmers;

namespace IspRecipes.Engine.Tests.Runs;

/// <summary>Whole runs through a USBasp: what they cost, how SCK is found, and what every fault ends in.</summary>
public sealed class UsbAspTests : CrystalWorlds
{
    public static TheoryData<ushort, string?, int> Costs { get; } = new()
    {
        // 38 for all but the data and the search: capabilities, twice SCK, connect, enable, a signature at the first, 21 bytes
        // of signature, fuses and lock at the second, erase and one poll, 8 bytes of fuses and lock once more, leave. Then 16
        // blocks written and 130 read.
        { 0x0104, null, 188 },
        { 0x0104, "1.5 MHz", 178 },
        { 0x0103, null, 303 }, // 131 blocks written: this firmware's V-USB is older than what was read
        { 0x0103, "1.5 MHz", 293 },
        { 0x0111, null, 188 },
    };

    [Theory]
    [MemberData(nameof(Costs))]
    public void A_full_image_costs_so_many_control_transfers(ushort release, string? sck, int transfers)
    {
        World world = Full(sck);
        Plug(world, Of(release));

        RunReport report = world.Run();

        Assert.True(report.Exit == ExitCode.Done, $"{report.Failure}");
        Assert.Equal(Firmware.Program(32768), world.Chip.Flash);
        Assert.Empty(world.Chip.Violations);
        Assert.Equal(transfers, report.Cost.RoundTrips);
        Assert.False(Programmer(world).IsOpen);
    }

    [Fact]
    public void A_clone_on_another_usb_stack_gets_shorter_blocks_as_soon_as_it_stalls_a_long_one()
    {
        World world = Full();
        Plug(world, UsbAspFirmware.Of2011 with { LongestOut = 256 });

        RunReport report = world.Run();

        Assert.True(report.Exit == ExitCode.Done, $"{report.Failure}");
        Assert.Equal(Firmware.Program(32768), world.Chip.Flash);
        Assert.InRange(report.Cost.RoundTrips, 186, 410);
    }

    [Theory]
    [InlineData(0x0104)]
    [InlineData(0x0103)]
    public void Flash_beyond_128_KiB_is_written_and_verified(ushort release)
    {
        byte[] program = Firmware.Program(0x40000);
        World world = Add(World.With("usbasp", "atmega2560").Binary("app.bin", program)
            .Recipe("files: { app: { path: app.bin, address: 0, format: bin } }\nwrite: { flash: app }"));
        world.Chip.Preset(FuseId.Low, 0xFF);
        Plug(world, Of(release));

        RunReport report = world.Run();

        Assert.True(report.Exit == ExitCode.Done, $"{report.Failure}");
        Assert.Equal(program, world.Chip.Flash);
    }

    [Fact]
    public void Only_eeprom_bytes_that_differ_are_written()
    {
        byte[] eeprom = Firmware.Program(1024);
        World world = Add(World.With("usbasp", "atmega32u4").Hex("e.hex", 0, eeprom)
            .Recipe("files: { e: e.hex }\nwrite: { eeprom: e }"));
        eeprom.CopyTo(world.Chip.Eeprom, 0);
        (world.Chip.Eeprom[5], world.Chip.Eeprom[6], world.Chip.Eeprom[700]) =
            ((byte)~eeprom[5], (byte)~eeprom[6], (byte)~eeprom[700]);

        RunReport report = world.Run();

        Assert.True(report.Exit == ExitCode.Done, $"{report.Failure}");
        Assert.Equal(eeprom, world.Chip.Eeprom);
        Assert.Equal([5u, 6u, 700u], world.Chip.Writes.Where(write => write.Kind == ChipWriteKind.EepromByte).Select(write => write.Address));
    }

    [Theory]
    [InlineData("atmega328p", 0xFF, 16e6, 750e3)] // a crystal of 16 MHz: 1.5 MHz answers first
    [InlineData("atmega328p", 0xE2, 16e6, 750e3)] // the oscillator of 8 MHz
    [InlineData("atmega328p", 0x62, 16e6, 93.75e3)] // divided by 8: 187.5 kHz answers first
    public void The_bit_clock_is_one_step_slower_than_the_first_that_answers(string mcu, byte low, double crystal, double sck)
    {
        World world = Add(World.With("usbasp", mcu).Recipe(""));
        world.Chip.Preset(FuseId.Low, low);
        world.Chip.Board = BoardClock.Crystal(crystal);

        RunReport report = world.Run();

        Assert.True(report.Exit == ExitCode.Done, $"{report.Failure}");
        Assert.Equal(sck, world.Chip.SckHertz);
    }

    [Fact]
    public void The_recipe_s_bit_clock_is_rounded_down_to_a_step_and_the_plan_shows_it()
    {
        World world = Full("10 us");

        Assert.Contains("SCK: 93.75 kHz", Engine.Plans.PlanPrinter.Print(world.Plan().Value!));

        Assert.Equal(ExitCode.Done, world.Run().Exit);
        Assert.Equal(93.75e3, world.Chip.SckHertz);
    }

    [Fact]
    public void A_bit_clock_below_the_slowest_step_is_refused_before_anything_is_opened()
    {
        World world = Full("400 Hz");

        Diagnostic refused = Assert.Single(world.Plan().Diagnostics, told => told.Severity == Severity.Error);
        Assert.Equal("ISP3006", refused.Code);
        Assert.Contains("500 Hz", refused.Message);
    }

    [Fact]
    public void A_serial_port_is_refused_with_its_line()
    {
        World world = Add(World.With("usbasp", "atmega32u4").Recipe("port: COM3\nfuses: { high: 0xD9 }"));

        Diagnostic refused = Assert.Single(world.Plan().Diagnostics, told => told.Severity == Severity.Error);
        Assert.Equal("ISP4025", refused.Code);
        Assert.Equal(world.PlaceOf("COM3").Line, refused.Where!.Line);
    }

    [Fact]
    public void A_clone_that_does_not_let_its_clock_be_set_goes_on_with_a_warning()
    {
        World world = Full();
        Plug(world, UsbAspFirmware.Of2007);

        RunReport report = world.Run();

        Assert.True(report.Exit == ExitCode.Done, $"{report.Failure}");
        Assert.Contains(report.Diagnostics, told => told.Code == "ISP5010");
        Assert.Equal(Firmware.Program(32768), world.Chip.Flash);
    }

    [Fact]
    public void Fuses_are_written_at_a_quarter_of_the_slower_core_clock_at_most()
    {
        World world = Add(World.With("usbasp", "atmega328p").Recipe("""
            board: { clock: 16 MHz crystal }
            fuses: { low: 0x7F }
            """));
        world.Chip.Preset(FuseId.Low, 0xFF);
        double sck = 0;

        RunReport report = world.Run(told => sck = told is RunEvent.StepFinished { Step.Kind: "write-fuse" } ? world.Chip.SckHertz : sck);

        Assert.True(report.Exit == ExitCode.Done, $"{report.Failure}");
        Assert.Equal(375e3, sck); // 2 MHz once the fuse acts; found was 750 kHz
        Assert.Equal(0x7F, world.Chip.Fuse(FuseId.Low));
        Assert.Empty(world.Chip.Violations);
    }

    private static UsbAspFirmware Of(ushort release) => release switch
    {
        0x0103 => UsbAspFirmware.Of2009,
        0x0104 => UsbAspFirmware.Of2011,
        _ => UsbAspFirmware.Of2023,
    };

    private static VirtualUsbAsp Programmer(World world) => (VirtualUsbAsp)world.Bench.UsbDevices[0];

    private static void Plug(World world, UsbAspFirmware firmware) =>
        world.Bench.UsbDevices = [new VirtualUsbAsp(world.Chip, world.Bench.Clock, firmware)];

    private World Full(string? sck = null) => Add(World.With("usbasp", "atmega32u4")
        .Hex("app.hex", 0, Firmware.Program(32768))
        .Recipe("files: { app: app.hex }\nwrite: { flash: app }", sck));
}
