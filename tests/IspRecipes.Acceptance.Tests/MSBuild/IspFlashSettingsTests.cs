using System.Text.Json;
using IspRecipes.MSBuild;
using Microsoft.Build.Framework;

namespace IspRecipes.Acceptance.Tests.MSBuild;

/// <summary>What the task is told: by its parameters, and by the metadata of a recipe.</summary>
public sealed class IspFlashSettingsTests : IDisposable
{
    private readonly FlashingProject _project = new();

    public void Dispose() => _project.Dispose();

    [Fact]
    public void What_a_recipe_says_by_its_metadata_goes_before_what_the_task_says()
    {
        _project.Folder.Save("fuses.yaml", FlashingProject.FusesOnly);
        IspFlash task = _project.Task("fuses.yaml");
        task.Programmer = "usbasp";
        task.Variables = "jtag=on; path=other.hex";
        task.Recipe[0].SetMetadata("Programmer", "stk500v2");
        task.Recipe[0].SetMetadata("Variables", "jtag=off");
        task.ReportFile = "reports/flash.json";

        Assert.True(task.Execute(), _project.Said);

        Assert.Equal("done", JsonDocument.Parse(_project.Folder.Read("reports/flash.json")).RootElement.GetProperty("outcome").GetString());
        Assert.Equal("stk500v2", task.Report[0].GetMetadata("Programmer"));
        Assert.Equal(_project.Folder.Path("reports/flash.json"), task.Report[0].GetMetadata("ReportFile"));
        Assert.Contains(_project.Engine.Messages, message => message.Message!.Contains("Write high fuse: ok"));
    }

    [Fact]
    public void A_project_without_a_recipe_is_told_how_to_have_one()
    {
        Assert.False(_project.Task().Execute());

        BuildErrorEventArgs error = Assert.Single(_project.Engine.Errors);
        Assert.Equal(("ISP8015", _project.Folder.Path("board.csproj"), 7), (error.Code, error.File, error.LineNumber));
    }

    [Theory]
    [InlineData("Baud", "fast")]
    [InlineData("Baud", "0")]
    [InlineData("Simulate", "maybe")]
    [InlineData("Variables", "jtag")]
    public void Metadata_that_cannot_be_understood_is_refused(string name, string value)
    {
        _project.Folder.Save("fuses.yaml", FlashingProject.FusesOnly);
        IspFlash task = _project.Task("fuses.yaml");
        task.Recipe[0].SetMetadata(name, value);

        Assert.False(task.Execute());

        BuildErrorEventArgs error = Assert.Single(_project.Engine.Errors);
        Assert.Equal("ISP8014", error.Code);
        Assert.StartsWith($"{name} is '{value}'; ", error.Message);
    }

    [Fact]
    public void Parameters_that_cannot_be_understood_are_refused_once_for_all_recipes()
    {
        _project.Folder.Save("fuses.yaml", FlashingProject.FusesOnly);
        IspFlash task = _project.Task("fuses.yaml", "fuses.yaml");
        task.Baud = -1;
        task.PortWait = -1;
        task.Variables = "jtag";

        Assert.False(task.Execute());

        Assert.Equal(["Baud", "PortWait", "Variables"], _project.Engine.Errors.Select(error => error.Message!.Split(' ')[0]));
    }

    [Fact]
    public void A_programmer_that_nobody_knows_is_told_once()
    {
        _project.Folder.Save("fuses.yaml", FlashingProject.FusesOnly);
        IspFlash task = _project.Task("fuses.yaml");
        task.Programmer = "usbsap";

        Assert.False(task.Execute());

        Assert.Equal("ISP2011", Assert.Single(_project.Engine.Errors).Code);
    }

    [Fact]
    public void A_report_needs_an_ending_that_names_its_format()
    {
        _project.Folder.Save("fuses.yaml", FlashingProject.FusesOnly);
        IspFlash task = _project.Task("fuses.yaml");
        task.ReportFile = "flash.txt";

        Assert.False(task.Execute());

        Assert.Equal("ReportFile is 'flash.txt'; a name that ends with .json, .xml, .md is expected", Assert.Single(_project.Engine.Errors).Message);
    }
}
