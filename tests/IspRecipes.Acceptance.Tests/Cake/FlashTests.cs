using System.Security.Cryptography;
using System.Text.Json;
using Cake.Core;
using Cake.Core.Diagnostics;
using Cake.Core.IO;
using Cake.IspRecipes;
using IspRecipes.Acceptance.Tests.Peers;
using IspRecipes.Devices.Links;
using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Hardware;
using IspRecipes.Testing;

namespace IspRecipes.Acceptance.Tests.Cake;

/// <summary>IspFlash as a script calls it: paths, settings, log, results and what it throws.</summary>
public sealed class FlashTests : IDisposable
{
    private const string NoPort = "/dev/isprecipe-none";

    private readonly Scratch _scratch = new();
    private readonly FakeScript _script;

    public FlashTests()
    {
        _script = new FakeScript(_scratch.Path(""));
        _scratch.SaveHex("app.hex", Samples.Bytes(5120));
        _scratch.Save("app.yaml", Recipe("files: { app: app.hex }"));
        _scratch.Save("broken.yaml", Recipe("files: { app: app.hex }").Replace("high:", "hihg:"));
    }

    private static IspFlashSettings Simulated => new() { Simulate = true };

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void The_result_tells_what_the_chip_holds_and_the_log_every_step()
    {
        IspFlashResult board = _script.IspFlash("app.yaml", Simulated);

        Assert.Equal(_scratch.Path("app.yaml"), board.Recipe.FullPath);
        Assert.Equal(0, board.ExitCode);
        Assert.True(board.Changed);
        Assert.Equal(0xD9, board.Fuses["high"]);
        Assert.True(board.Report!.Simulated);
        string told = _script.Shown(LogLevel.Information);
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
        string url = server.File("/app.hex", File.ReadAllBytes(_scratch.Path("app.hex")));
        string sha256 = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(_scratch.Path("app.hex"))));
        _scratch.Save("remote.yaml", Recipe($"files: {{ app: {{ path: elsewhere.hex, url: '{url}', sha256: {sha256} }} }}"));
        _script.Variables["ISPRECIPE_CACHE"] = _scratch.Path("cache");

        Assert.Equal((int)ExitCode.File, Assert.Throws<CakeException>(() => _script.IspFlash("remote.yaml", Simulated.SetOffline())).ExitCode);
        Assert.Empty(server.Requests);
        Assert.True(_script.IspFlash("remote.yaml", Simulated).Changed);
        Assert.Contains("Fetch app: ok, ", _script.Shown(LogLevel.Information));
    }

    [Fact]
    public void What_a_step_cost_on_the_wire_is_for_verbose_logs()
    {
        _script.IspFlash("app.yaml", Simulated);
        Assert.DoesNotContain(" round trips, ", _script.Shown(LogLevel.Information).Split("Done: ")[0]);

        _script.Verbosity = Verbosity.Verbose;
        _script.IspFlash("app.yaml", Simulated);
        Assert.Matches(@"Write flash from app: ok, 5,120 bytes in [\d.]+ s  \[\d+ round trips, ", _script.Shown(LogLevel.Information));
    }

    [Fact]
    public void Warnings_are_for_minimal_logs_and_notes_for_normal_ones()
    {
        IspFlashResult board = _script.IspFlash("app.yaml", Simulated);

        Diagnostic warning = board.Diagnostics.First(found => found.Severity == Severity.Warning);
        Diagnostic note = board.Diagnostics.First(found => found.Severity == Severity.Note);
        Assert.Contains($"warning {warning.Code}: ", _script.Shown(LogLevel.Warning, Verbosity.Minimal));
        Assert.Empty(_script.Shown(LogLevel.Warning, Verbosity.Quiet));
        Assert.Contains($"note {note.Code}: ", _script.Shown(LogLevel.Information));
        Assert.Empty(_script.Shown(LogLevel.Information, Verbosity.Minimal));
    }

    [Fact]
    public void An_invalid_recipe_throws_our_message_with_our_exit_code_and_logs_the_excerpt_even_when_quiet()
    {
        CakeException refused = Assert.Throws<CakeException>(() => _script.IspFlash("broken.yaml", Simulated));

        string message = $"{_scratch.Path("broken.yaml")}(7,10): error ISP3001: ";
        Assert.Equal((int)ExitCode.Recipe, refused.ExitCode);
        Assert.StartsWith(message, refused.Message);
        Assert.DoesNotContain('\n', refused.Message);
        string told = _script.Shown(LogLevel.Error, Verbosity.Quiet);
        Assert.StartsWith(message, told);
        Assert.Contains("   7 | fuses: { hihg: 0xD9 }\n     |          ^^^^", told);
    }

    [Fact]
    public void A_run_that_fails_throws_the_exit_code_of_its_kind()
    {
        CakeException failed = Assert.Throws<CakeException>(
            () => _script.IspFlash("app.yaml", new IspFlashSettings { Port = NoPort }));

        Assert.Equal((int)ExitCode.Port, failed.ExitCode);
        Assert.Contains("error ISP4001: ", failed.Message);
        Assert.Contains("Nothing on the chip was changed.", _script.Shown(LogLevel.Information));
    }

    [PeerFact(ServedTwin.Needs)]
    public void A_port_that_another_isprecipe_has_is_waited_for_in_the_words_of_MSBuild()
    {
        using ServedTwin twin = new(AvrCatalog.Find("atmega32u4")!);
        ISerialLink first = new HardwareBench().OpenSerial(twin.Port, new SerialSettings(19200));
        string awaited = $"note ISP8016: {twin.Port} is in use; waiting up to 120 s for it";
        _script.Heard = line =>
        {
            if (line.Contains(awaited))
            {
                first.Dispose();
            }
        };

        Assert.Equal(0, _script.IspFlash("app.yaml", new IspFlashSettings { Port = twin.Port }).ExitCode);
        Assert.Contains(awaited, _script.Shown(LogLevel.Information));
    }

    [PeerFact(ServedTwin.Needs)]
    public void A_script_without_patience_is_refused_a_busy_port()
    {
        using ServedTwin twin = new(AvrCatalog.Find("atmega32u4")!);
        using ISerialLink first = new HardwareBench().OpenSerial(twin.Port, new SerialSettings(19200));

        CakeException busy = Assert.Throws<CakeException>(
            () => _script.IspFlash("app.yaml", new IspFlashSettings { Port = twin.Port }.SetPortWait(TimeSpan.Zero)));

        Assert.Contains("error ISP4004: ", busy.Message);
        Assert.Equal(
            2, Assert.Throws<CakeException>(() => _script.IspFlash("app.yaml", Simulated.SetPortWait(TimeSpan.FromSeconds(-1)))).ExitCode);
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

        IspFlashResult board = _script.IspFlash("app.yaml", settings);
        IspFlashResult invalid = _script.IspFlash("broken.yaml", settings);

        Assert.Equal([5, 3], asked);
        Assert.Equal(5, board.ExitCode);
        Assert.False(board.Changed);
        Assert.Equal("ISP4001", board.Report!.Failure!.Code);
        Assert.Equal(3, invalid.ExitCode);
        Assert.Empty(invalid.Fuses);
        Assert.Throws<CakeException>(() => _script.IspFlash("app.yaml", new IspFlashSettings { Port = NoPort, HandleExitCode = _ => false }));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Without_a_port_the_one_of_the_scripts_environment_counts(string? port)
    {
        _script.Variables["ISPRECIPE_PORT"] = NoPort;

        CakeException failed = Assert.Throws<CakeException>(
            () => _script.IspFlash("app.yaml", new IspFlashSettings().SetPort(port)));

        Assert.Contains(NoPort, failed.Message);
    }

    [Fact]
    public void Variables_and_files_come_from_the_script_and_files_from_its_working_directory()
    {
        _scratch.Save("variable.yaml", Recipe("variables: { program: none }\nfiles: { app: '${program}.hex' }"));
        _scratch.Save("file.yaml", Recipe("files: { app: nowhere.hex }"));

        IspFlashResult byVariable = _script.IspFlash("variable.yaml", Simulated.WithVariable("program", "app"));
        IspFlashResult byFile = _script.IspFlash("file.yaml", Simulated.WithFile("app", "app.hex"));

        Assert.Equal(byVariable.Report!.Files[0].Sha256, byFile.Report!.Files[0].Sha256);
        Assert.Equal(_scratch.Path("app.hex"), byFile.Report.Files[0].Path);
    }

    [Fact]
    public void Programmer_and_baud_of_the_script_go_before_the_recipes()
    {
        IspFlashResult board = _script.IspFlash("app.yaml", Simulated.SetProgrammer("stk500v2").SetBaud(57600));

        Assert.Equal("stk500v2", board.Report!.Programmer);
    }

    [Fact]
    public void What_is_wrong_with_a_setting_is_told_by_the_settings_name()
    {
        IspFlashSettings settings = new IspFlashSettings { HandleExitCode = _ => true }
            .SetProgrammer("usbsap").WithVariable("keybaord", "planck");

        _script.IspFlash("app.yaml", settings);

        string told = _script.Shown(LogLevel.Error);
        Assert.Contains("Programmer: error ISP", told);
        Assert.Contains("Variables keybaord: the recipe declares no such variable", told);
        Assert.DoesNotContain("--", told);
    }

    [Fact]
    public void Several_recipes_are_all_checked_before_the_first_is_run()
    {
        Assert.Throws<CakeException>(() => _script.IspFlash(["app.yaml", "broken.yaml", "missing.yaml"], Simulated));

        string told = _script.Shown(LogLevel.Error);
        Assert.Contains("broken.yaml(7,10): error ISP3001", told);
        Assert.Contains("missing.yaml", told);
        Assert.DoesNotContain("Identify", _script.Shown(LogLevel.Information));
    }

    [Fact]
    public void Of_several_recipes_none_is_run_behind_one_that_fails_and_the_report_holds_what_was_run()
    {
        IspFlashSettings settings = new() { Port = NoPort, HandleExitCode = _ => true, ReportFile = "out/flash.json" };

        IReadOnlyList<IspFlashResult> boards = _script.IspFlash(["app.yaml", "app.yaml"], settings);

        Assert.Single(boards);
        using var report = JsonDocument.Parse(_scratch.Read("out/flash.json"));
        Assert.Equal(5, Assert.Single(report.RootElement.EnumerateArray()).GetProperty("exit").GetInt32());
    }

    [Fact]
    public void A_recipe_that_is_refused_is_in_the_report_too()
    {
        IspFlashSettings settings = new() { Simulate = true, ReportFile = "out/flash.json" };

        Assert.Throws<CakeException>(() => _script.IspFlash(["app.yaml", "broken.yaml"], settings));

        using var report = JsonDocument.Parse(_scratch.Read("out/flash.json"));
        Assert.Equal(3, Assert.Single(report.RootElement.EnumerateArray()).GetProperty("exit").GetInt32());
    }

    [Fact]
    public void Several_recipes_that_succeed_give_a_result_each()
    {
        IReadOnlyList<IspFlashResult> boards = _script.IspFlash([Repository.File("recipes", "bluepill.yaml"), "app.yaml"], Simulated);

        Assert.Equal(["bluepill.yaml", "app.yaml"], boards.Select(board => board.Recipe.GetFilename().FullPath));
        Assert.All(boards, board => Assert.True(board.Changed));
    }

    [Fact]
    public void A_pattern_that_matched_no_recipe_fails_the_script()
    {
        CakeException refused = Assert.Throws<CakeException>(() => _script.IspFlash(new FilePathCollection(), Simulated));

        Assert.Equal((int)ExitCode.Usage, refused.ExitCode);
        Assert.Equal("isprecipe: error ISP8023: no recipe was given", refused.Message);
        Assert.Contains(_scratch.Path("").TrimEnd('/'), _script.Shown(LogLevel.Error));
    }

    [Fact]
    public void A_dry_run_logs_the_plan_and_opens_no_port()
    {
        IspFlashResult board = _script.IspFlash("app.yaml", new IspFlashSettings { Port = NoPort, ReportFile = "flash.json" }.SetDryRun());

        Assert.Null(board.Report);
        Assert.Equal(0, board.ExitCode);
        Assert.False(board.Changed);
        Assert.Contains("  1. Identify ATmega32U4", _script.Shown(LogLevel.Information));
        Assert.False(File.Exists(_scratch.Path("flash.json")));
    }

    [Fact]
    public void A_report_is_written_in_the_format_of_its_ending()
    {
        _script.IspFlash("app.yaml", Simulated.SetReportFile("flash.md"));

        Assert.StartsWith("# app", _scratch.Read("flash.md"));
    }

    [Fact]
    public void A_report_that_cannot_be_written_is_refused_before_anything_is_run()
    {
        Directory.CreateDirectory(_scratch.Path("taken.json"));

        CakeException refused = Assert.Throws<CakeException>(() => _script.IspFlash("app.yaml", Simulated.SetReportFile("taken.json")));

        Assert.Equal((int)ExitCode.File, refused.ExitCode);
        Assert.Contains("error ISP8006: ", refused.Message);
        Assert.DoesNotContain("Identify", _script.Shown(LogLevel.Information));
    }

    [Fact]
    public void Settings_that_mean_nothing_are_refused_by_name()
    {
        CakeException ending = Assert.Throws<CakeException>(() => _script.IspFlash("app.yaml", Simulated.SetReportFile("flash.txt")));
        CakeException baud = Assert.Throws<CakeException>(() => _script.IspFlash("app.yaml", Simulated.SetBaud(0)));

        Assert.Equal(
            (2, $"isprecipe: error ISP8014: ReportFile is '{_scratch.Path("flash.txt")}'; a name that ends with .json, .xml, .md is expected"),
            (ending.ExitCode, ending.Message));
        Assert.Equal(
            (2, "isprecipe: error ISP8014: Baud is '0'; a positive number of bits per second is expected"),
            (baud.ExitCode, baud.Message));
    }

    private static string Recipe(string files) => $$"""
        version: 1
        name: app
        mcu: atmega32u4
        programmer: avrisp
        {{files}}
        write: { flash: app }
        fuses: { high: 0xD9 }
        """;
}
