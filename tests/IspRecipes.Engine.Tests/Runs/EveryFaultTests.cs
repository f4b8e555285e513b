using System.Text.RegularExpressions;
using IspRecipes.Devices;
using IspRecipes.Devices.Links;
using IspRecipes.Devices.Parts;
using IspRecipes.Devices.Programmers;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Plans;
using IspRecipes.Engine.Runs;
using IspRecipes.Simulation;
using IspRecipes.Simulation.Programmers;
using IspRecipes.Testing;

namespace IspRecipes.Engine.Tests.Runs;

/// <summary>Faults of ports, programmers and files that no other test provokes: the sentence, with its facts in place.</summary>
public class EveryFaultTests
{
    private const string App = "files: { app: app.hex }\nwrite: { flash: app }\n";

    [Theory]
    [InlineData("/dev/nowhere", "ISP4001", "there is no port /dev/nowhere")]
    [InlineData("auto", "ISP4002", "auto fits several ports")]
    [InlineData("usb:1234:5678", "ISP4003", "no port fits 'usb:1234:5678'")]
    public void A_port_that_cannot_be_chosen_is_told(string port, string code, string says)
    {
        using World world = World.With("avrisp", "atmega32u4").Recipe($"erase: chip\nport: '{port}'");
        var bench = new SeveralPorts(world.Bench);

        RunReport report = RecipeRunner.Run(world.Plan().Value!, bench, new RunOptions(), _ => { }, default);

        AssertTold(report, code, ExitCode.Port, says);
    }

    [Theory]
    [InlineData(FaultCode.PortNoPermission, "dialout", "you have no permission to open sim", "sudo usermod -aG dialout")]
    [InlineData(FaultCode.PortNotSerial, "a directory", "sim is not a serial port but a directory", "isprecipe ports")]
    [InlineData(FaultCode.PortUnreadable, "Input/output error", "sim cannot be opened: Input/output error", "")]
    [InlineData(FaultCode.HostUnreachable, "connection refused", "sim cannot be reached: connection refused", "firewall")]
    [InlineData(FaultCode.BaudUnsupported, 19201, "sim cannot run at 19201 baud", "leave 'baud' out")]
    public void A_port_that_cannot_be_opened_is_told(FaultCode code, object fact, string says, string hint)
    {
        using World world = World.With("avrisp", "atmega32u4").Recipe("erase: chip");
        world.Cable = (_, _) => throw new LinkException(code, "sim", fact);

        RunReport report = world.Run();

        AssertTold(report, $"ISP{(int)code}", ExitCode.Port, says);
        Assert.Contains(hint, report.Failure!.Hint ?? "");
    }

    [Fact]
    public void A_line_that_takes_no_byte_is_told()
    {
        using World world = World.With("avrisp", "atmega32u4").Recipe("erase: chip");
        world.Cable = (link, _) => new TamperedLink(link)
        {
            Out = sent => throw new LinkException(FaultCode.LinkBlocked, "sim", 1, sent.Length, 5.0),
        };

        AssertTold(world.Run(), "ISP4013", ExitCode.Communication, "1 of 2 went out, then none for 5 s");
    }

    [Fact]
    public void A_port_without_a_programmer_is_silent() => AssertTold(
        Run(new BoardOptions { Silent = true }), "ISP4009", ExitCode.Communication, "sim is silent: 0 of 2 bytes came within 2 s");

    [Fact]
    public void A_port_where_opening_resets_the_board_has_more_time() => AssertTold(
        Run(new BoardOptions { Silent = true, OpeningResets = true }), "ISP4009", ExitCode.Communication, "within 5 s");

    [Fact]
    public void A_programmer_that_hangs_in_mid_page_is_told() => AssertTold(
        Run(new BoardOptions { StopsInPage = 1 }), "ISP5004", ExitCode.Communication, "for 2 s");

    [Fact]
    public void A_board_whose_bootloader_answers_first_is_waited_for_and_told()
    {
        RunReport report = Run(new BoardOptions { OpeningResets = true });

        Assert.Equal(ExitCode.Done, report.Exit);
        Diagnostic warning = report.Diagnostics.Single(told => told.Code == "ISP5007");
        Assert.Equal("opening sim reset the board and its bootloader answered first; the programmer came 4 s later", warning.Message);
        Assert.Equal(Severity.Warning, warning.Severity);
    }

    [Theory]
    [InlineData("avrisp", 0x41, 0x93, 0x03, "ISP5005", "a bootloader answers on sim")]
    [InlineData("arduino", 0x41, 0x93, 0x53, "ISP5009", "a programmer answers on sim")]
    public void What_answers_in_anothers_place_is_told_and_nothing_written(
        string programmer, byte command, byte parameter, byte answer, string code, string says)
    {
        using World world = World.With(programmer, "atmega328p").Hex("app.hex", 0, 1, 2).Recipe(App);
        world.Cable = (link, _) => new TamperedLink(link)
        {
            Back = (request, bytes) =>
            {
                if (request[0] == command && request[1] == parameter && bytes.Length > 1)
                {
                    bytes[0] = answer;
                }
            },
        };

        AssertTold(world.Run(), code, ExitCode.Communication, says);
        Assert.False(world.Chip.Touched);
    }

    [Fact]
    public void What_speaks_another_protocol_is_told() => AssertTold(
        RunTampered((_, bytes) => bytes.AsSpan().Fill(0x7E)), "ISP5006", ExitCode.Communication, "something answers on sim");

    [Fact]
    public void A_programmer_out_of_step_for_good_is_told()
    {
        bool garbles = false;
        RunReport report = RunTampered((request, bytes) =>
        {
            garbles |= request[0] == 0x75;
            if (garbles)
            {
                bytes.AsSpan().Fill(0x7E);
            }
        });

        AssertTold(report, "ISP5001", ExitCode.Communication, "the programmer on sim is out of step");
    }

    [Theory]
    [InlineData(0x75, "ISP5003", ExitCode.Communication, "the programmer refused 0x75 (it answered 0x11)")]
    [InlineData(0x50, "ISP6009", ExitCode.WrongTarget, "ATmega32U4 is expected there")]
    public void A_programmer_that_refuses_is_told(byte command, string code, ExitCode exit, string says) => AssertTold(
        RunTampered((request, bytes) =>
        {
            if (request[^2] == command)
            {
                bytes[^1] = bytes[^1] == 0x10 ? (byte)0x11 : bytes[^1];
            }
        }),
        code, exit, says);

    [Fact]
    public void EEPROM_through_a_bootloader_that_has_none_is_told()
    {
        using World world = World.With("arduino", "atmega328p").Hex("app.hex", 0, 1, 2)
            .Recipe("files: { app: app.hex }\nwrite: { eeprom: app }");
        world.Cable = (link, _) => new TamperedLink(link)
        {
            Back = (request, bytes) =>
            {
                if (request[0] == 0x41 && request[1] == 0x81 && bytes.Length > 1)
                {
                    bytes[0] = 4; // optiboot
                }
            },
        };

        AssertTold(world.Run(), "ISP5008", ExitCode.Communication, "STK500v1 bootloader 4.16, hardware 2 does not reach eeprom");
        Assert.False(world.Chip.Touched);
    }

    [Fact]
    public void A_chip_that_stays_busy_is_told() => AssertTold(
        RunTampered((request, bytes) =>
        {
            if (request is [0x56, 0xF0, ..] && bytes.Length > 1)
            {
                bytes[0] |= 1;
            }
        }),
        "ISP6011", ExitCode.Communication, "still busy after 1");

    [Fact]
    public void Lock_bits_that_read_back_wrong_are_told()
    {
        using World world = World.With("avrisp", "atmega32u4").Recipe("lock: 0xEF");
        world.Cable = (link, _) => new TamperedLink(link)
        {
            Back = (request, bytes) =>
            {
                if (request is [0x56, 0x58, 0x00, ..] && bytes.Length > 1 && world.Chip.Touched)
                {
                    bytes[0] = 0xEB;
                }
            },
        };

        AssertTold(world.Run(), "ISP6008", ExitCode.Verify, "the lock byte reads back 0xEB, written was 0xEF");
    }

    [Fact]
    public void A_chip_of_no_known_part_is_told_when_it_is_read()
    {
        SimulatedBench? bench = null;
        bench = new SimulatedBench("avrisp", AvrCatalog.Find("atmega32u4")!)
        {
            Cable = link => new TamperedLink(link)
            {
                Back = (request, bytes) =>
                {
                    if (request[0] == 0x75 && bytes.Length > 1)
                    {
                        bytes[2] = 0x01;
                    }
                },
            },
        };

        Checked<MemoryReading> read = RecipeRunner.ReadMemory(
            new ChipRequest("avrisp"), AvrMemory.Flash, bench, new RunOptions { Simulated = true }, (_, _) => { }, default);

        Sentences.AssertWhole(read.Diagnostics);
        Diagnostic told = Assert.Single(read.Diagnostics);
        Assert.Equal("ISP6014", told.Code);
        Assert.Contains("1E 95 01", told.Message);
    }

    [Theory]
    [InlineData("PK\u0003\u0004", "ISP7005", "app.hex is not an Intel HEX file; it looks like")]
    [InlineData(":01000000GGFF\n:00000001FF\n", "ISP7006", "'G' stands where")]
    [InlineData("\uFEFF:0100000011EE\n:00000001FF\n", "ISP7034", "a byte order mark stands before")]
    [InlineData(":0200000001FD\n:00000001FF\n", "ISP7007", "announces 2 bytes and has 1")]
    [InlineData(":00000006FA\n:00000001FF\n", "ISP7009", "record type 06 is unknown")]
    [InlineData(":00000001FF\n:0100000001FE\n", "ISP7011", "the end-of-file record of line 1")]
    [InlineData(":02FFFF000102FD\n:00000001FF\n", "ISP7013", "the 2 bytes at 0xFFFF run past")]
    [InlineData("S5030000FC\nS4030000FC\n", "ISP7031", "record type S4 is unknown")]
    [InlineData("S104000011EA\nS5030002FA\n", "ISP7032", "counts 2 data records and has 1")]
    [InlineData("S104000011EA\n", "ISP7033", "the end record (S7, S8 or S9) is missing")]
    [InlineData(":00000001FF\n", "ISP7016", "app.hex has no data")]
    public void A_file_that_is_no_image_is_told(string content, string code, string says)
    {
        using World world = World.With("avrisp", "atmega32u4").Text("app.hex", content).Recipe(App);

        Diagnostic error = world.Plan().Diagnostics.First(found => found.Severity == Severity.Error);

        Assert.Equal(code, error.Code);
        Assert.Contains(says, error.Message);
    }

    [Fact]
    public void A_file_that_another_program_holds_is_told()
    {
        using World world = World.With("avrisp", "atmega32u4").Hex("app.hex", 0, 1).Recipe(App);
        using FileStream holder = new(world.Path("app.hex"), FileMode.Open, FileAccess.ReadWrite, FileShare.None);

        Diagnostic error = world.Plan().Diagnostics.First(found => found.Severity == Severity.Error);

        Assert.Equal("ISP7003", error.Code);
        Assert.StartsWith($"{world.Path("app.hex")} cannot be read: ", error.Message);
    }

    [Fact]
    public void A_merge_that_cannot_be_saved_is_told_before_a_port_is_opened()
    {
        using World world = World.With("avrisp", "atmega32u4").Hex("app.hex", 0, 1)
            .Recipe("files: { app: app.hex }\nmerge: { m: { inputs: [ app ], save: app.hex/out.hex } }\nwrite: { flash: m }");

        RunReport report = world.Run();

        AssertTold(report, "ISP7022", ExitCode.File, "out.hex cannot be written: ");
        Assert.Equal(TimeSpan.Zero, world.Bench.Clock.Now);
    }

    [Theory]
    [InlineData("read: { flash: \"a\\0b\" }")]
    [InlineData("files: { app: \"a\\0b\" }\nwrite: { flash: app }")]
    [InlineData("files: { app: app.hex }\nmerge: { m: { inputs: [ app ], save: \"a\\0b\" } }\nwrite: { flash: m }")]
    public void A_path_that_cannot_be_one_is_a_fault_of_the_recipe_and_not_of_ours(string body)
    {
        using World world = World.With("avrisp", "atmega32u4").Hex("app.hex", 0, 1).Recipe(body);

        Checked<Plan> plan = world.Plan();

        Assert.Contains(plan.Diagnostics, error => error.Code == "ISP2006" && error.Message.Contains("is no path"));
        Assert.Equal(ExitCode.Recipe, plan.Exit);
    }

    [Fact]
    public void A_fill_past_the_memory_is_told()
    {
        using World world = World.With("avrisp", "attiny85").Hex("app.hex", 0, 1).Recipe(
            "files: { app: app.hex }\nmerge: { m: { inputs: [ app ], fill: { byte: 0, range: { start: 0, end: 0x2001 } } } }\nwrite: { flash: m }");

        Diagnostic error = world.Plan().Diagnostics.First(found => found.Severity == Severity.Error);

        Assert.Equal("ISP3014", error.Code);
        Assert.Equal("the fill from 0x0000 to 0x2001 leaves flash, which has 8192 bytes", error.Message);
    }

    [Fact]
    public void Without_an_erase_the_plan_says_that_bits_only_fall()
    {
        using World world = World.With("avrisp", "attiny85").Hex("app.hex", 0, 1).Recipe(App + "erase: none");

        Assert.Contains(world.Plan().Diagnostics, note => note.Code == "ISP3027");
    }

    /// <summary>By their numbers in the tests' own text: a code without one is a sentence nobody has ever read.</summary>
    [Fact]
    public void Every_code_of_plans_and_devices_stands_in_a_test()
    {
        string tests = Repository.File("tests", "IspRecipes.Engine.Tests");
        string[] provoked =
        [
            .. Directory.EnumerateFiles(tests, "*Tests.cs", SearchOption.AllDirectories)
                .SelectMany(file => Regex.Matches(File.ReadAllText(file), @"ISP[3-7]\d{3}|FaultCode\.(\w+)"))
                .Select(match => match.Groups[1].Success && Enum.TryParse(match.Groups[1].Value, out FaultCode code)
                    ? $"ISP{(int)code}"
                    : match.Value),
        ];

        Assert.Empty(DiagnosticCatalog.Rows.Where(row => row.Number is >= 3000 and < 8000).Select(row => row.Code).Except(provoked));
    }

    private static RunReport Run(BoardOptions options)
    {
        using World world = World.With("avrisp", "atmega32u4", options: options).Hex("app.hex", 0, 1, 2).Recipe(App);
        return world.Run();
    }

    private static RunReport RunTampered(Action<byte[], byte[]> back)
    {
        using World world = World.With("avrisp", "atmega32u4").Hex("app.hex", 0, 1, 2).Recipe(App);
        world.Cable = (link, _) => new TamperedLink(link) { Back = back };
        return world.Run();
    }

    private static void AssertTold(RunReport report, string code, ExitCode exit, string says)
    {
        Assert.True(report.Failure?.Code == code, $"{report.Failure}");
        Assert.Equal(exit, report.Exit);
        Assert.Contains(says, report.Failure!.Message);
        Sentences.AssertWhole(report.Diagnostics);
    }

    /// <summary>A bench with two boards that both may be the programmer.</summary>
    private sealed class SeveralPorts(SimulatedBench bench) : IBench
    {
        public IClock Clock => bench.Clock;

        public IReadOnlyList<PortInfo> List() => [.. bench.List(), .. bench.List().Select(port => port with { Path = "sim2" })];

        public ISerialLink OpenSerial(string port, SerialSettings settings) => bench.OpenSerial(port, settings);

        public IReadOnlyList<UsbDeviceInfo> ListUsb(Predicate<UsbId> wanted) => bench.ListUsb(wanted);

        public IUsbLink OpenUsb(UsbDeviceInfo device, UsbSettings settings) => bench.OpenUsb(device, settings);
    }
}
