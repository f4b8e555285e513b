using System.Text.RegularExpressions;
using IspRecipes.Devices;
using IspRecipes.Devices.Parts;
using IspRecipes.Devices.Programmers;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Runs;
using IspRecipes.Simulation;
using IspRecipes.Simulation.Programmers;
using IspRecipes.Testing;

namespace IspRecipes.Engine.Tests.Runs;

/// <summary>Faults of programmers and chips that no other test provokes: the sentence, with its facts in place.</summary>
public class EveryFaultTests
{
    private const string App = "files: { app: app.hex }\nwrite: { flash: app }\n";

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

    internal static void AssertTold(RunReport report, string code, ExitCode exit, string says)
    {
        Assert.True(report.Failure?.Code == code, $"{report.Failure}");
        Assert.Equal(exit, report.Exit);
        Assert.Contains(says, report.Failure!.Message);
        Sentences.AssertWhole(report.Diagnostics);
    }
}
