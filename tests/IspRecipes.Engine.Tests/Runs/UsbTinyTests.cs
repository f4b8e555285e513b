using IspRecipes.Devices.Links;
using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Plans;
using IspRecipes.Engine.Runs;
using IspRecipes.Simulation.Chips;
using IspRecipes.Simulation.Programmers;

namespace IspRecipes.Engine.Tests.Runs;

/// <summary>Whole runs through a USBtiny: what they cost, and how SCK is found.</summary>
public sealed class UsbTinyTests : CrystalWorlds
{
    /// <summary>
    /// 256 pages, a transfer with the data and one to commit each; 130 blocks of 254 bytes read; the erase and a question
    /// whether it is done; 4 questions after the first page. avrdude 8.2: 777.
    /// </summary>
    [Fact]
    public void Erase_write_and_verify_of_a_full_image_cost_660_control_transfers()
    {
        World world = Full("atmega32u4", sck: "1 MHz");

        RunReport report = world.Run();

        AssertDone(world, report);
        Assert.Equal(
            ["identify 11", "read-fuses 8", "erase-chip 2", "write-flash 516", "verify-flash 130", "check-again 8", "leave 1"],
            report.Steps.Where(step => step.Cost.RoundTrips > 0).Select(step => $"{step.Kind} {step.Cost.RoundTrips}"));
        Assert.Equal(676, report.Cost.RoundTrips); // 660 but for the fuses, which avrdude does not look at
    }

    /// <summary>Erase, commit and search wait for the chip; no page waits longer than its datasheet says, counted from its commit.</summary>
    [Fact]
    public void No_time_is_slept_but_what_the_chip_needs()
    {
        World world = Full("atmega32u4", sck: "1 MHz");

        RunReport report = world.Run();

        AssertDone(world, report);
        ChipWrite[] pages = [.. world.Chip.Writes.Where(write => write.Kind == ChipWriteKind.FlashPage)];
        TimeSpan page = (pages[^1].At - pages[1].At) / (pages.Length - 2);
        // On the twin: 128 bytes loaded in 9.6 ms, two transfers of 2.8 and 1.4 ms, and the chip's 4.5 ms.
        Assert.InRange(page.TotalMilliseconds, 17, 18.5);
    }

    /// <summary>avrdude 8.2: 67,593, with a gap after each.</summary>
    [Fact]
    public void Flash_beyond_64_KiB_is_read_byte_by_byte_with_the_bus_never_waiting()
    {
        QueueMeter? meter = null;
        World world = Full("at90usb1286", sck: "1 MHz");
        world.UsbCable = link => meter = new QueueMeter(link);

        RunReport report = world.Run();

        AssertDone(world, report);
        Assert.Equal(
            ["identify 11", "read-fuses 8", "erase-chip 2", "write-flash 1028", "verify-flash 65795", "check-again 8", "leave 1"],
            report.Steps.Where(step => step.Cost.RoundTrips > 0).Select(step => $"{step.Kind} {step.Cost.RoundTrips}"));
        Assert.Equal(65536, meter!.Queued);
        Assert.InRange(meter.Queues, 1, meter.Queued / 200); // the bus waits for the computer after one in 200 of them
    }

    [Fact]
    public void Beyond_128_KiB_only_every_other_64_KiB_go_byte_by_byte()
    {
        QueueMeter? meter = null;
        World world = Full("atmega2560", sck: "1 MHz");
        world.UsbCable = link => meter = new QueueMeter(link);

        AssertDone(world, world.Run());

        Assert.Equal(2 * 65536, meter!.Queued);
    }

    [Fact]
    public void Written_pages_alone_are_verified_where_the_recipe_says_so()
    {
        byte[] program = new byte[131072];
        program.AsSpan().Fill(0xFF);
        Firmware.Program(1024).CopyTo(program, 0);
        Firmware.Program(512).CopyTo(program, 0x1F000);
        World world = Add(World.With("usbtiny", "at90usb1286").Binary("app.bin", program).Recipe(
            "files: { app: { path: app.bin, address: 0, format: bin } }\nwrite: { flash: app }\nverify: written-pages", "1 MHz"));

        RunReport report = world.Run();

        Assert.True(report.Exit == ExitCode.Done, $"{report.Failure}");
        Assert.Equal(program, world.Chip.Flash);
        Assert.InRange(report.Cost.RoundTrips, 512, 570);
    }

    [Fact]
    public void Only_eeprom_bytes_that_differ_are_written()
    {
        byte[] eeprom = Firmware.Program(1024);
        (eeprom[5], eeprom[6]) = (0xFF, 0x12); // a byte that data polling cannot see, and one behind it
        World world = Add(World.With("usbtiny", "atmega32u4").Hex("e.hex", 0, eeprom)
            .Recipe("files: { e: e.hex }\nwrite: { eeprom: e }"));
        eeprom.CopyTo(world.Chip.Eeprom, 0);
        (world.Chip.Eeprom[5], world.Chip.Eeprom[6], world.Chip.Eeprom[700]) = (0x00, 0x34, (byte)~eeprom[700]);

        RunReport report = world.Run();

        Assert.True(report.Exit == ExitCode.Done, $"{report.Failure}");
        Assert.Equal(eeprom, world.Chip.Eeprom);
        Assert.Equal([5u, 6u, 700u], world.Chip.Writes.Where(write => write.Kind == ChipWriteKind.EepromByte).Select(write => write.Address));
        Assert.Empty(world.Chip.Violations);
    }

    [Theory]
    [InlineData("atmega328p")]
    [InlineData("atmega8515")] // which cannot be asked whether it is ready
    public void A_full_eeprom_is_written_and_verified(string mcu)
    {
        World world = Add(World.With("usbtiny", mcu)
            .Hex("e.hex", 0, Firmware.Program((int)AvrCatalog.Find(mcu)!.Eeprom.Size))
            .Recipe("files: { e: e.hex }\nwrite: { eeprom: e }"));

        RunReport report = world.Run();

        Assert.True(report.Exit == ExitCode.Done, $"{report.Failure}");
        Assert.Equal(Firmware.Program(world.Chip.Eeprom.Length), world.Chip.Eeprom);
        Assert.Empty(world.Chip.Violations);
    }

    [Fact]
    public void A_part_that_cannot_be_asked_whether_it_is_ready_gets_its_datasheet_s_time() =>
        AssertDone(Full("atmega8515", sck: "1 MHz"));

    [Theory]
    [InlineData(0xFF, 16e6, 2)] // a crystal of 16 MHz: 1 µs answers first
    [InlineData(0x62, 16e6, 8)] // the oscillator of 8 MHz, divided by 8: 4 µs answers first
    [InlineData(0xE3, 16e6, 64)] // the oscillator of 128 kHz: 32 µs answers first
    [InlineData(0xE4, 32768, 250)] // a watch crystal: 128 µs answers first
    public void The_bit_clock_is_one_step_slower_than_the_first_that_answers(byte low, double crystal, int period)
    {
        World world = Add(World.With("usbtiny", "atmega328p").Recipe(""));
        world.Chip.Preset(FuseId.Low, low);
        world.Chip.Board = BoardClock.Crystal(crystal);

        RunReport report = world.Run();

        Assert.True(report.Exit == ExitCode.Done, $"{report.Failure}");
        Assert.Equal(SckOf(period), world.Chip.SckHertz);
    }

    [Theory]
    [InlineData("375 kHz", "333.333 kHz, the next step below 375 kHz", 3)]
    [InlineData("10 us", "100 kHz", 10)]
    [InlineData("8 MHz", "1 MHz, the next step below 8 MHz", 1)]
    [InlineData("4 kHz", "4 kHz", 250)]
    public void The_recipe_s_bit_clock_is_rounded_down_to_a_step_and_the_plan_shows_it(string sck, string shown, int period)
    {
        World world = Add(World.With("usbtiny", "atmega328p").Recipe("", sck));

        Assert.Contains($"SCK: {shown}\n", PlanPrinter.Print(world.Plan().Value!));

        Assert.Equal(ExitCode.Done, world.Run().Exit);
        Assert.Equal(SckOf(period), world.Chip.SckHertz);
    }

    [Fact]
    public void A_bit_clock_below_the_slowest_step_is_refused_before_anything_is_opened()
    {
        World world = Full("atmega32u4", sck: "300 us");

        Diagnostic refused = Assert.Single(world.Plan().Diagnostics, told => told.Severity == Severity.Error);
        Assert.Equal("ISP3006", refused.Code);
        Assert.Contains("4 kHz", refused.Message);
    }

    [Fact]
    public void The_plan_says_beforehand_what_128_KiB_cost_and_which_check_is_weaker_and_quicker()
    {
        Checked<Plan> plan = Full("at90usb1286").Plan();

        Diagnostic note = Assert.Single(plan.Diagnostics, told => told.Code == "ISP3040");
        Assert.Equal(Severity.Note, note.Severity);
        Assert.Contains("65536 more in this run, 1 to 4 minutes", note.Message);
        Assert.Contains("verify: written-pages", note.Hint);
    }

    [Fact]
    public void Fuses_are_written_at_a_quarter_of_the_slower_core_clock_at_most()
    {
        World world = Add(World.With("usbtiny", "atmega328p").Recipe("""
            board: { clock: 16 MHz crystal }
            fuses: { low: 0x7F }
            """, "1 MHz"));
        double sck = 0;

        RunReport report = world.Run(told => sck = told is RunEvent.StepFinished { Step.Kind: "write-fuse" } ? world.Chip.SckHertz : sck);

        Assert.True(report.Exit == ExitCode.Done, $"{report.Failure}");
        Assert.Equal(SckOf(2), sck); // 2 MHz once the fuse acts: 500 kHz, 2 µs
        Assert.Equal(0x7F, world.Chip.Fuse(FuseId.Low));
    }

    /// <summary>SCK in hertz that the firmware makes of a period in µs.</summary>
    private static double SckOf(int period) => 12e6 / ((12 * period) + 16);

    private static void AssertDone(World world) => AssertDone(world, world.Run());

    private static void AssertDone(World world, RunReport report)
    {
        Assert.True(report.Exit == ExitCode.Done, $"{report.Failure}");
        Assert.Equal(Firmware.Program(world.Chip.Flash.Length), world.Chip.Flash);
        Assert.Empty(world.Chip.Violations);
        Assert.False(((VirtualUsbTiny)world.Bench.UsbDevices[0]).IsOpen);
    }

    private World Full(string mcu, string? sck = null) => Add(World.With("usbtiny", mcu)
        .Binary("app.bin", Firmware.Program((int)AvrCatalog.Find(mcu)!.Flash.Size))
        .Recipe("files: { app: { path: app.bin, address: 0, format: bin } }\nwrite: { flash: app }", sck));

    /// <summary>Counts the transfers that were queued, and the queues they were in.</summary>
    private sealed class QueueMeter(IUsbLink inner) : IUsbLink
    {
        public int Queued { get; private set; }

        public int Queues { get; private set; }

        public UsbDeviceInfo Device => inner.Device;

        public int ControlIn(UsbSetup setup, Span<byte> into, TimeSpan timeout) => inner.ControlIn(setup, into, timeout);

        public void ControlOut(UsbSetup setup, ReadOnlySpan<byte> data, TimeSpan timeout) =>
            inner.ControlOut(setup, data, timeout);

        public int BulkIn(byte endpoint, Span<byte> into, TimeSpan timeout) => inner.BulkIn(endpoint, into, timeout);

        public void BulkOut(byte endpoint, ReadOnlySpan<byte> data, TimeSpan timeout) => inner.BulkOut(endpoint, data, timeout);

        public void ControlInQueued(ReadOnlySpan<UsbSetup> setups, Span<byte> into, TimeSpan timeout)
        {
            (Queued, Queues) = (Queued + setups.Length, Queues + 1);
            inner.ControlInQueued(setups, into, timeout);
        }

        public void Dispose() => inner.Dispose();
    }
}
