using System.Security.Cryptography;
using System.Text.Json;
using System.Xml.Linq;
using IspRecipes.Acceptance.Tests.Peers;
using IspRecipes.MSBuild;
using IspRecipes.Testing;
using Microsoft.Build.Framework;

namespace IspRecipes.Acceptance.Tests.MSBuild;

/// <summary>The task alone, in a build that only listens.</summary>
public sealed class IspFlashTests : IDisposable
{
    private readonly FlashingProject _project = new();

    public void Dispose() => _project.Dispose();

    [Fact]
    public void A_recipe_is_found_beside_the_project_whatever_the_working_directory()
    {
        _project.Folder.Save("fuses.yaml", FlashingProject.FusesOnly);
        IspFlash task = _project.Task("fuses.yaml");

        Assert.True(task.Execute(), _project.Said);

        ITaskItem report = Assert.Single(task.Report);
        Assert.Equal("fuses.yaml", report.ItemSpec);
        Assert.Equal("0", report.GetMetadata("ExitCode"));
        Assert.Equal("true", report.GetMetadata("Changed"));
        Assert.Equal("atmega32u4", report.GetMetadata("Mcu"));
        Assert.Equal("1E 95 87", report.GetMetadata("Signature"));
        Assert.InRange(double.Parse(report.GetMetadata("Seconds")), 0.001, 60);
        Assert.StartsWith("board -> fuses only: ATmega32U4 through avrisp (simulated), done in ", Assert.Single(_project.Engine.HighMessages));
    }

    [Fact]
    public void Of_several_recipes_the_last_result_names_all()
    {
        _project.Folder.Save("left.yaml", FlashingProject.FusesOnly.Replace("fuses only", "left"));
        _project.Folder.Save("right.yaml", FlashingProject.FusesOnly.Replace("fuses only", "right"));

        Assert.True(_project.Task("left.yaml", "right.yaml").Execute(), _project.Said);

        Assert.Matches(@"^board -> 2 recipes done in [\d.]+ (ms|s): left; right$", _project.Engine.HighMessages.Last());
    }

    [Fact]
    public void An_error_stands_at_its_place_with_code_link_and_hint()
    {
        string recipe = _project.Folder.Save("fuses.yaml", FlashingProject.FusesOnly.Replace("fuses:", "fusses:"));

        Assert.False(_project.Task("fuses.yaml").Execute());

        BuildErrorEventArgs error = _project.Engine.Errors[0];
        Assert.Equal(("isprecipe", "ISP2001", recipe), (error.Subcategory, error.Code, error.File));
        Assert.Equal((6, 1, 6, 7), (error.LineNumber, error.ColumnNumber, error.EndLineNumber, error.EndColumnNumber));
        Assert.Contains("did you mean 'fuses'", error.Message);
        Assert.Matches("^file://.*/docs/diagnostics.md#isp2001$", error.HelpLink);
        Assert.DoesNotContain("\n", error.Message);
    }

    [Fact]
    public void A_warning_is_one_and_a_note_is_a_message()
    {
        _project.Folder.SaveHex("app.hex", Samples.Bytes(0x400));
        _project.Folder.Save("app.yaml", """
            version: 1
            name: application alone
            mcu: atmega32u4
            programmer: avrisp
            files: { app: app.hex }
            write: { flash: app }
            verify: none
            allow: [ remove-bootloader ]
            """);

        Assert.True(_project.Task("app.yaml").Execute(), _project.Said);

        Assert.Contains("ISP3015", _project.Engine.Warnings.Select(warning => warning.Code));
        Assert.Contains(_project.Engine.Messages, message => message.Code is { Length: > 0 } && message.Importance == MessageImportance.Normal);
    }

    [Fact]
    public void A_dry_run_prints_the_plan_and_runs_nothing()
    {
        _project.Folder.Save("fuses.yaml", FlashingProject.FusesOnly);
        IspFlash task = _project.Task("fuses.yaml");
        task.DryRun = true;
        task.ReportFile = "flash.json";

        Assert.True(task.Execute(), _project.Said);

        Assert.Empty(task.Report);
        Assert.False(File.Exists(_project.Folder.Path("flash.json")));
        Assert.Contains(_project.Engine.HighMessages, line => line!.Contains(". Write high fuse"));
        Assert.Contains("board -> fuses only: ATmega32U4 through avrisp, dry run: none of ", _project.Engine.HighMessages.Last());
    }

    [Fact]
    public void A_file_with_an_address_is_downloaded_unless_the_build_is_offline()
    {
        using LoopbackServer server = new();
        byte[] hex = File.ReadAllBytes(_project.Folder.SaveHex("elsewhere.hex", Samples.Bytes(0x400)));
        _project.Folder.Save("app.yaml", $$"""
            version: 1
            name: from elsewhere
            mcu: atmega32u4
            programmer: avrisp
            files: { app: { url: "{{server.File("/app.hex", hex)}}", sha256: {{Convert.ToHexStringLower(SHA256.HashData(hex))}} } }
            write: { flash: app }
            allow: [ remove-bootloader ]
            """);
        Environment.SetEnvironmentVariable("ISPRECIPE_CACHE", _project.Folder.Path("cache")); // a build's environment is its process's
        IspFlash offline = _project.Task("app.yaml");
        offline.Offline = true;

        Assert.False(offline.Execute());
        Assert.Equal("ISP7019", Assert.Single(_project.Engine.Errors).Code);
        Assert.Empty(server.Requests);
        Assert.True(_project.Task("app.yaml").Execute(), _project.Said);
        Assert.Contains(_project.Engine.Messages, message => message.Message!.StartsWith("Fetch app: ok, "));
    }

    [Fact]
    public void Of_several_recipes_none_is_run_when_one_is_wrong()
    {
        _project.Folder.Save("fuses.yaml", FlashingProject.FusesOnly);
        IspFlash task = _project.Task("fuses.yaml", "absent.yaml");
        task.ReportFile = "flash.json";

        Assert.False(task.Execute());

        Assert.Equal("ISP1016", Assert.Single(_project.Engine.Errors).Code);
        ITaskItem report = Assert.Single(task.Report);
        Assert.Equal(("absent.yaml", "4", "ISP1016"), (report.ItemSpec, report.GetMetadata("ExitCode"), report.GetMetadata("Code")));
        Assert.Equal(4, JsonDocument.Parse(_project.Folder.Read("flash.json")).RootElement[0].GetProperty("exit").GetInt32());
        Assert.Empty(_project.Engine.HighMessages);
    }

    [Fact]
    public void A_build_server_sees_a_recipe_that_was_refused_as_an_error()
    {
        _project.Folder.Save("fuses.yaml", FlashingProject.FusesOnly.Replace("fuses:", "fusses:"));
        IspFlash task = _project.Task("fuses.yaml");
        task.ReportFile = "flash.xml";

        Assert.False(task.Execute());

        XElement suite = XDocument.Parse(_project.Folder.Read("flash.xml")).Root!.Element("testsuite")!;
        Assert.Equal(["1", "0", "1"], ((string[])["tests", "failures", "errors"]).Select(name => suite.Attribute(name)!.Value));
        Assert.Equal("ISP2001", suite.Element("testcase")!.Element("error")!.Attribute("type")!.Value);
    }

    [Fact]
    public void Cancelled_thousands_of_times_a_run_ends_once_and_cleanly()
    {
        _project.Folder.Save("fuses.yaml", FlashingProject.FusesOnly);
        IspFlash? task = null;
        using ManualResetEventSlim begun = new();
        RecordingBuildEngine engine = new(_project.Folder.Path("board.csproj"))
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
        task = _project.Task("fuses.yaml");
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
        _project.Folder.Save("fuses.yaml", FlashingProject.FusesOnly);
        IspFlash task = _project.Task("fuses.yaml", "fuses.yaml");
        task.Cancel();

        Assert.False(task.Execute());

        Assert.Equal("ISP8003", Assert.Single(_project.Engine.Errors).Code);
        Assert.Equal("false", Assert.Single(task.Report).GetMetadata("Changed"));
    }

    private static void Storm(IspFlash task)
    {
        for (int times = 0; times < 10_000; times++)
        {
            task.Cancel();
        }
    }
}
