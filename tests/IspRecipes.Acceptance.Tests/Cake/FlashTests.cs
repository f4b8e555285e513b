using System.Security.Cryptography;
using Cake.Core;
using Cake.Core.Diagnostics;
using Cake.IspRecipes;
using IspRecipes.Acceptance.Tests.Peers;
using IspRecipes.Devices.Links;
using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Hardware;
using IspRecipes.Testing;

namespace IspRecipes.Acceptance.Tests.Cake;

/// <summary>IspFlash as a script calls it: paths, settings, log, results and what it throws.</summary>
public sealed class FlashTests : FlashScript
{
    [Fact]
    public void The_result_tells_what_the_chip_holds_and_the_log_every_step()
    {
        IspFlashResult board = Script.IspFlash("app.yaml", Simulated);

        Assert.Equal(Scratch.Path("app.yaml"), board.Recipe.FullPath);
        Assert.Equal(0, board.ExitCode);
        Assert.True(board.Changed);
        Assert.Equal(0xD9, board.Fuses["high"]);
        Assert.True(board.Report!.Simulated);
        string told = Script.Shown(LogLevel.Information);
        Assert.Contains("\napp: ATmega32U4 through avrisp\n", told);
        Assert.Contains("  Write flash from app: ok, 5,120 bytes in ", told);
        Assert.Contains("    25 %, ", told);
        Assert.Contains("Done: app, ATmega32U4 through avrisp (simulated)\n", told);
        Assert.Contains("  high fuse      0x99 -> 0xD9  JTAGEN on -> off\n", told);
    }

    [Fact]
    public void A_file_with_an_address_is_downloaded_unless_the_script_is_offline()
    {
        using LoopbackServer server = new();
        string url = server.File("/app.hex", File.ReadAllBytes(Scratch.Path("app.hex")));
        string sha256 = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Scratch.Path("app.hex"))));
        Scratch.Save("remote.yaml", Recipe($"files: {{ app: {{ path: elsewhere.hex, url: '{url}', sha256: {sha256} }} }}"));
        Script.Variables["ISPRECIPE_CACHE"] = Scratch.Path("cache");

        Assert.Equal((int)ExitCode.File, Assert.Throws<CakeException>(() => Script.IspFlash("remote.yaml", Simulated.SetOffline())).ExitCode);
        Assert.Empty(server.Requests);
        Assert.True(Script.IspFlash("remote.yaml", Simulated).Changed);
        Assert.Contains("Fetch app: ok, ", Script.Shown(LogLevel.Information));
    }

    [Fact]
    public void What_a_step_cost_on_the_wire_is_for_verbose_logs()
    {
        Script.IspFlash("app.yaml", Simulated);
        Assert.DoesNotContain(" round trips, ", Script.Shown(LogLevel.Information).Split("Done: ")[0]);

        Script.Verbosity = Verbosity.Verbose;
        Script.IspFlash("app.yaml", Simulated);
        Assert.Matches(@"Write flash from app: ok, 5,120 bytes in [\d.]+ s  \[\d+ round trips, ", Script.Shown(LogLevel.Information));
    }

    [Fact]
    public void Warnings_are_for_minimal_logs_and_notes_for_normal_ones()
    {
        IspFlashResult board = Script.IspFlash("app.yaml", Simulated);

        Diagnostic warning = board.Diagnostics.First(found => found.Severity == Severity.Warning);
        Diagnostic note = board.Diagnostics.First(found => found.Severity == Severity.Note);
        Assert.Contains($"warning {warning.Code}: ", Script.Shown(LogLevel.Warning, Verbosity.Minimal));
        Assert.Empty(Script.Shown(LogLevel.Warning, Verbosity.Quiet));
        Assert.Contains($"note {note.Code}: ", Script.Shown(LogLevel.Information));
        Assert.Empty(Script.Shown(LogLevel.Information, Verbosity.Minimal));
    }

    [Fact]
    public void An_invalid_recipe_throws_our_message_with_our_exit_code_and_logs_the_excerpt_even_when_quiet()
    {
        CakeException refused = Assert.Throws<CakeException>(() => Script.IspFlash("broken.yaml", Simulated));

        string message = $"{Scratch.Path("broken.yaml")}(7,10): error ISP3001: ";
        Assert.Equal((int)ExitCode.Recipe, refused.ExitCode);
        Assert.StartsWith(message, refused.Message);
        Assert.DoesNotContain('\n', refused.Message);
        string told = Script.Shown(LogLevel.Error, Verbosity.Quiet);
        Assert.StartsWith(message, told);
        Assert.Contains("   7 | fuses: { hihg: 0xD9 }\n     |          ^^^^", told);
    }

    [Fact]
    public void A_run_that_fails_throws_the_exit_code_of_its_kind()
    {
        CakeException failed = Assert.Throws<CakeException>(
            () => Script.IspFlash("app.yaml", new IspFlashSettings { Port = NoPort }));

        Assert.Equal((int)ExitCode.Port, failed.ExitCode);
        Assert.Contains("error ISP4001: ", failed.Message);
        Assert.Contains("Nothing on the chip was changed.", Script.Shown(LogLevel.Information));
    }

    [PeerFact(ServedTwin.Needs)]
    public void A_port_that_another_isprecipe_has_is_waited_for_in_the_words_of_MSBuild()
    {
        using ServedTwin twin = new(AvrCatalog.Find("atmega32u4")!);
        ISerialLink first = new HardwareBench().OpenSerial(twin.Port, new SerialSettings(19200));
        string awaited = $"note ISP8016: {twin.Port} is in use; waiting up to 120 s for it";
        Script.Heard = line =>
        {
            if (line.Contains(awaited))
            {
                first.Dispose();
            }
        };

        Assert.Equal(0, Script.IspFlash("app.yaml", new IspFlashSettings { Port = twin.Port }).ExitCode);
        Assert.Contains(awaited, Script.Shown(LogLevel.Information));
    }

    [PeerFact(ServedTwin.Needs)]
    public void A_script_without_patience_is_refused_a_busy_port()
    {
        using ServedTwin twin = new(AvrCatalog.Find("atmega32u4")!);
        using ISerialLink first = new HardwareBench().OpenSerial(twin.Port, new SerialSettings(19200));

        CakeException busy = Assert.Throws<CakeException>(
            () => Script.IspFlash("app.yaml", new IspFlashSettings { Port = twin.Port }.SetPortWait(TimeSpan.Zero)));

        Assert.Contains("error ISP4004: ", busy.Message);
        Assert.Equal(
            2, Assert.Throws<CakeException>(() => Script.IspFlash("app.yaml", Simulated.SetPortWait(TimeSpan.FromSeconds(-1)))).ExitCode);
    }

    [Fact]
    public void An_exit_code_that_the_script_handles_is_in_the_result()
    {
        List<int> asked = [];
        IspFlashSettings settings = new()
        {
            Port = NoPort,
            HandleExitCode = code =>
            {
                asked.Add(code);
                return true;
            },
        };

        IspFlashResult board = Script.IspFlash("app.yaml", settings);
        IspFlashResult invalid = Script.IspFlash("broken.yaml", settings);

        Assert.Equal([5, 3], asked);
        Assert.Equal(5, board.ExitCode);
        Assert.False(board.Changed);
        Assert.Equal("ISP4001", board.Report!.Failure!.Code);
        Assert.Equal(3, invalid.ExitCode);
        Assert.Empty(invalid.Fuses);
        Assert.Throws<CakeException>(() => Script.IspFlash("app.yaml", new IspFlashSettings { Port = NoPort, HandleExitCode = _ => false }));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Without_a_port_the_one_of_the_scripts_environment_counts(string? port)
    {
        Script.Variables["ISPRECIPE_PORT"] = NoPort;

        CakeException failed = Assert.Throws<CakeException>(
            () => Script.IspFlash("app.yaml", new IspFlashSettings().SetPort(port)));

        Assert.Contains(NoPort, failed.Message);
    }

    [Fact]
    public void Variables_and_files_come_from_the_script_and_files_from_its_working_directory()
    {
        Scratch.Save("variable.yaml", Recipe("variables: { program: none }\nfiles: { app: '${program}.hex' }"));
        Scratch.Save("file.yaml", Recipe("files: { app: nowhere.hex }"));

        IspFlashResult byVariable = Script.IspFlash("variable.yaml", Simulated.WithVariable("program", "app"));
        IspFlashResult byFile = Script.IspFlash("file.yaml", Simulated.WithFile("app", "app.hex"));

        Assert.Equal(byVariable.Report!.Files[0].Sha256, byFile.Report!.Files[0].Sha256);
        Assert.Equal(Scratch.Path("app.hex"), byFile.Report.Files[0].Path);
    }

    [Fact]
    public void Programmer_and_baud_of_the_script_go_before_the_recipes()
    {
        IspFlashResult board = Script.IspFlash("app.yaml", Simulated.SetProgrammer("stk500v2").SetBaud(57600));

        Assert.Equal("stk500v2", board.Report!.Programmer);
    }

    [Fact]
    public void What_is_wrong_with_a_setting_is_told_by_the_settings_name()
    {
        IspFlashSettings settings = new IspFlashSettings { HandleExitCode = _ => true }
            .SetProgrammer("usbsap").WithVariable("keybaord", "planck");

        Script.IspFlash("app.yaml", settings);

        string told = Script.Shown(LogLevel.Error);
        Assert.Contains("Programmer: error ISP", told);
        Assert.Contains("Variables keybaord: the recipe declares no such variable", told);
        Assert.DoesNotContain("--", told);
    }

    [Fact]
    public void A_dry_run_logs_the_plan_and_opens_no_port()
    {
        IspFlashResult board = Script.IspFlash("app.yaml", new IspFlashSettings { Port = NoPort, ReportFile = "flash.json" }.SetDryRun());

        Assert.Null(board.Report);
        Assert.Equal(0, board.ExitCode);
        Assert.False(board.Changed);
        Assert.Contains("  1. Identify ATmega32U4", Script.Shown(LogLevel.Information));
        Assert.False(File.Exists(Scratch.Path("flash.json")));
    }

    [Fact]
    public void A_report_is_written_in_the_format_of_its_ending()
    {
        Script.IspFlash("app.yaml", Simulated.SetReportFile("flash.md"));

        Assert.StartsWith("# app", Scratch.Read("flash.md"));
    }

    [Fact]
    public void A_report_that_cannot_be_written_is_refused_before_anything_is_run()
    {
        Directory.CreateDirectory(Scratch.Path("taken.json"));

        CakeException refused = Assert.Throws<CakeException>(() => Script.IspFlash("app.yaml", Simulated.SetReportFile("taken.json")));

        Assert.Equal((int)ExitCode.File, refused.ExitCode);
        Assert.Contains("error ISP8006: ", refused.Message);
        Assert.DoesNotContain("Identify", Script.Shown(LogLevel.Information));
    }

    [Fact]
    public void Settings_that_mean_nothing_are_refused_by_name()
    {
        CakeException ending = Assert.Throws<CakeException>(() => Script.IspFlash("app.yaml", Simulated.SetReportFile("flash.txt")));
        CakeException baud = Assert.Throws<CakeException>(() => Script.IspFlash("app.yaml", Simulated.SetBaud(0)));

        Assert.Equal(
            (2, $"isprecipe: error ISP8014: ReportFile is '{Scratch.Path("flash.txt")}'; a name that ends with .json, .xml, .md is expected"),
            (ending.ExitCode, ending.Message));
        Assert.Equal(
            (2, "isprecipe: error ISP8014: Baud is '0'; a positive number of bits per second is expected"),
            (baud.ExitCode, baud.Message));
    }
}
