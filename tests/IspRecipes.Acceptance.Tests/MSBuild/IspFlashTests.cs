using System.Text.Json;
using System.Xml.Linq;
using IspRecipes.Acceptance.Tests.Peers;
using IspRecipes.MSBuild;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace IspRecipes.Acceptance.Tests.MSBuild;

/// <summary>The task alone, in a build that only listens.</summary>
public sealed class IspFlashTests : IDisposable
{
    private const string FusesOnly = """
        version: 1
        name: fuses only
        mcu: atmega32u4
        programmer: avrisp
        variables: { jtag: off, path: none.hex }
        fuses: { JTAGEN: "${jtag}" }
        """;

    private readonly Scratch _scratch = new();
    private readonly RecordingBuildEngine _engine;

    public IspFlashTests() => _engine = new(_scratch.Path("board.csproj"));

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void A_recipe_is_found_beside_the_project_whatever_the_working_directory()
    {
        _scratch.Save("fuses.yaml", FusesOnly);
        IspFlash task = Task("fuses.yaml");

        Assert.True(task.Execute(), Said);

        ITaskItem report = Assert.Single(task.Report);
        Assert.Equal("fuses.yaml", report.ItemSpec);
        Assert.Equal("0", report.GetMetadata("ExitCode"));
        Assert.Equal("true", report.GetMetadata("Changed"));
        Assert.Equal("atmega32u4", report.GetMetadata("Mcu"));
        Assert.Equal("1E 95 87", report.GetMetadata("Signature"));
        Assert.InRange(double.Parse(report.GetMetadata("Seconds")), 0.001, 60);
        Assert.StartsWith("board -> fuses only: ATmega32U4 through avrisp (simulated), done in ", Assert.Single(_engine.HighMessages));
    }

    [Fact]
    public void Of_several_recipes_the_last_result_names_all()
    {
        _scratch.Save("left.yaml", FusesOnly.Replace("fuses only", "left"));
        _scratch.Save("right.yaml", FusesOnly.Replace("fuses only", "right"));

        Assert.True(Task("left.yaml", "right.yaml").Execute(), Said);

        Assert.Matches(@"^board -> 2 recipes done in [\d.]+ (ms|s): left; right$", _engine.HighMessages.Last());
    }

    [Fact]
    public void An_error_stands_at_its_place_with_code_link_and_hint()
    {
        string recipe = _scratch.Save("fuses.yaml", FusesOnly.Replace("fuses:", "fusses:"));

        Assert.False(Task("fuses.yaml").Execute());

        BuildErrorEventArgs error = _engine.Errors[0];
        Assert.Equal(("isprecipe", "ISP2001", recipe), (error.Subcategory, error.Code, error.File));
        Assert.Equal((6, 1, 6, 7), (error.LineNumber, error.ColumnNumber, error.EndLineNumber, error.EndColumnNumber));
        Assert.Contains("did you mean 'fuses'", error.Message);
        Assert.Matches("^file://.*/docs/diagnostics.md#isp2001$", error.HelpLink);
        Assert.DoesNotContain("\n", error.Message);
    }

    [Fact]
    public void A_warning_is_one_and_a_note_is_a_message()
    {
        _scratch.SaveHex("app.hex", Samples.Bytes(0x400));
        _scratch.Save("app.yaml", """
            version: 1
            name: application alone
            mcu: atmega32u4
            programmer: avrisp
            files: { app: app.hex }
            write: { flash: app }
            verify: none
            allow: [ remove-bootloader ]
            """);

        Assert.True(Task("app.yaml").Execute(), Said);

        Assert.Contains("ISP3015", _engine.Warnings.Select(warning => warning.Code));
        Assert.Contains(_engine.Messages, message => message.Code is { Length: > 0 } && message.Importance == MessageImportance.Normal);
    }

    [Fact]
    public void What_a_recipe_says_by_its_metadata_goes_before_what_the_task_says()
    {
        _scratch.Save("fuses.yaml", FusesOnly);
        IspFlash task = Task("fuses.yaml");
        task.Programmer = "usbasp";
        task.Variables = "jtag=on; path=other.hex";
        task.Recipe[0].SetMetadata("Programmer", "stk500v2");
        task.Recipe[0].SetMetadata("Variables", "jtag=off");
        task.ReportFile = "reports/flash.json";

        Assert.True(task.Execute(), Said);

        Assert.Equal("done", Outcome("reports/flash.json"));
        Assert.Equal("stk500v2", task.Report[0].GetMetadata("Programmer"));
        Assert.Equal(_scratch.Path("reports/flash.json"), task.Report[0].GetMetadata("ReportFile"));
        Assert.Contains(_engine.Messages, message => message.Message!.Contains("Write high fuse: ok"));
    }

    [Fact]
    public void A_dry_run_prints_the_plan_and_runs_nothing()
    {
        _scratch.Save("fuses.yaml", FusesOnly);
        IspFlash task = Task("fuses.yaml");
        task.DryRun = true;
        task.ReportFile = "flash.json";

        Assert.True(task.Execute(), Said);

        Assert.Empty(task.Report);
        Assert.False(File.Exists(_scratch.Path("flash.json")));
        Assert.Contains(_engine.HighMessages, line => line!.Contains(". Write high fuse"));
        Assert.Contains("board -> fuses only: ATmega32U4 through avrisp, dry run: none of ", _engine.HighMessages.Last());
    }

    [Fact]
    public void Of_several_recipes_none_is_run_when_one_is_wrong()
    {
        _scratch.Save("fuses.yaml", FusesOnly);
        IspFlash task = Task("fuses.yaml", "absent.yaml");
        task.ReportFile = "flash.json";

        Assert.False(task.Execute());

        Assert.Equal("ISP1016", Assert.Single(_engine.Errors).Code);
        ITaskItem report = Assert.Single(task.Report);
        Assert.Equal(("absent.yaml", "4", "ISP1016"), (report.ItemSpec, report.GetMetadata("ExitCode"), report.GetMetadata("Code")));
        Assert.Equal(4, JsonDocument.Parse(_scratch.Read("flash.json")).RootElement[0].GetProperty("exit").GetInt32());
        Assert.Empty(_engine.HighMessages);
    }

    [Fact]
    public void A_build_server_sees_a_recipe_that_was_refused_as_an_error()
    {
        _scratch.Save("fuses.yaml", FusesOnly.Replace("fuses:", "fusses:"));
        IspFlash task = Task("fuses.yaml");
        task.ReportFile = "flash.xml";

        Assert.False(task.Execute());

        XElement suite = XDocument.Parse(_scratch.Read("flash.xml")).Root!.Element("testsuite")!;
        Assert.Equal(["1", "0", "1"], ((string[])["tests", "failures", "errors"]).Select(name => suite.Attribute(name)!.Value));
        Assert.Equal("ISP2001", suite.Element("testcase")!.Element("error")!.Attribute("type")!.Value);
    }

    [Fact]
    public void A_project_without_a_recipe_is_told_how_to_have_one()
    {
        Assert.False(Task().Execute());

        BuildErrorEventArgs error = Assert.Single(_engine.Errors);
        Assert.Equal(("ISP8015", _scratch.Path("board.csproj"), 7), (error.Code, error.File, error.LineNumber));
    }

    [Theory]
    [InlineData("Baud", "fast")]
    [InlineData("Baud", "0")]
    [InlineData("Simulate", "maybe")]
    [InlineData("Variables", "jtag")]
    public void Metadata_that_cannot_be_understood_is_refused(string name, string value)
    {
        _scratch.Save("fuses.yaml", FusesOnly);
        IspFlash task = Task("fuses.yaml");
        task.Recipe[0].SetMetadata(name, value);

        Assert.False(task.Execute());

        BuildErrorEventArgs error = Assert.Single(_engine.Errors);
        Assert.Equal("ISP8014", error.Code);
        Assert.StartsWith($"{name} is '{value}'; ", error.Message);
    }

    [Fact]
    public void Parameters_that_cannot_be_understood_are_refused_once_for_all_recipes()
    {
        _scratch.Save("fuses.yaml", FusesOnly);
        IspFlash task = Task("fuses.yaml", "fuses.yaml");
        task.Baud = -1;
        task.PortWait = -1;
        task.Variables = "jtag";

        Assert.False(task.Execute());

        Assert.Equal(["Baud", "PortWait", "Variables"], _engine.Errors.Select(error => error.Message!.Split(' ')[0]));
    }

    [Fact]
    public void A_programmer_that_nobody_knows_is_told_once()
    {
        _scratch.Save("fuses.yaml", FusesOnly);
        IspFlash task = Task("fuses.yaml");
        task.Programmer = "usbsap";

        Assert.False(task.Execute());

        Assert.Equal("ISP2011", Assert.Single(_engine.Errors).Code);
    }

    [Fact]
    public void A_report_needs_an_ending_that_names_its_format()
    {
        _scratch.Save("fuses.yaml", FusesOnly);
        IspFlash task = Task("fuses.yaml");
        task.ReportFile = "flash.txt";

        Assert.False(task.Execute());

        Assert.Equal("ReportFile is 'flash.txt'; a name that ends with .json, .xml, .md is expected", Assert.Single(_engine.Errors).Message);
    }

    [Fact]
    public void Cancelled_thousands_of_times_a_run_ends_once_and_cleanly()
    {
        _scratch.Save("fuses.yaml", FusesOnly);
        IspFlash? task = null;
        using ManualResetEventSlim begun = new();
        RecordingBuildEngine engine = new(_scratch.Path("board.csproj"))
        {
            Listen = message =>
            {
                if (message.Contains("Read fuses"))
                {
                    begun.Set();
                    Storm(task!); // inside the run, as the thread of MSBuild may be
                }
            },
        };
        task = Task("fuses.yaml");
        task.BuildEngine = engine;
        Thread storm = new(() =>
        {
            begun.Wait();
            Storm(task);
        });
        storm.Start();

        Assert.False(task.Execute());
        storm.Join();
        Storm(task);

        BuildErrorEventArgs error = Assert.Single(engine.Errors);
        Assert.Equal("ISP8003", error.Code);
        Assert.Contains("the port released", error.Message);
        Assert.Equal("130", Assert.Single(task.Report).GetMetadata("ExitCode"));
    }

    [Fact]
    public void Cancelled_before_it_began_a_run_touches_nothing()
    {
        _scratch.Save("fuses.yaml", FusesOnly);
        IspFlash task = Task("fuses.yaml", "fuses.yaml");
        task.Cancel();

        Assert.False(task.Execute());

        Assert.Equal("ISP8003", Assert.Single(_engine.Errors).Code);
        Assert.Equal("false", Assert.Single(task.Report).GetMetadata("Changed"));
    }

    private string? Outcome(string report) =>
        JsonDocument.Parse(_scratch.Read(report)).RootElement.GetProperty("outcome").GetString();

    private string Said => string.Join('\n', _engine.Errors.Select(error => error.Message));

    private static void Storm(IspFlash task)
    {
        for (int times = 0; times < 10_000; times++)
        {
            task.Cancel();
        }
    }

    private IspFlash Task(params string[] recipes) => new()
    {
        BuildEngine = _engine,
        Recipe = [.. recipes.Select(recipe => new TaskItem(recipe))],
        Simulate = true,
    };
}
