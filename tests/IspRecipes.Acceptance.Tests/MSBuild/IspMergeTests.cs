using IspRecipes.Acceptance.Tests.Peers;
using IspRecipes.MSBuild;
using IspRecipes.Testing;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace IspRecipes.Acceptance.Tests.MSBuild;

public sealed class IspMergeTests : IDisposable
{
    private readonly Scratch _scratch = new();
    private readonly RecordingBuildEngine _engine;
    private readonly IspMerge _task;

    public IspMergeTests()
    {
        _engine = new(_scratch.Path("board.csproj"));
        _scratch.SaveHex("app.hex", Samples.Bytes(0x1000));
        _task = new IspMerge
        {
            BuildEngine = _engine,
            Inputs = [new TaskItem("app.hex"), new TaskItem(Repository.File("recipes", "firmware", "boot.hex"))],
            Output = "out/board.hex",
        };
    }

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Files_beside_the_project_are_merged_into_one_there()
    {
        Assert.True(_task.Execute());

        Assert.StartsWith(":10", _scratch.Read("out/board.hex"));
        Assert.StartsWith("out/board.hex: 4,166 bytes from app.hex, boot.hex, SHA-256 ", Assert.Single(_engine.HighMessages));
    }

    [Fact]
    public void A_file_made_before_is_replaced()
    {
        Assert.True(_task.Execute());
        _scratch.SaveHex("app.hex", Samples.Bytes(0x800));

        Assert.True(_task.Execute());

        Assert.Contains("2,118 bytes", _engine.HighMessages.Last());
    }

    [Fact]
    public void Without_a_file_nothing_is_merged_and_one_made_before_stays()
    {
        _scratch.Save("board.hex", "kept");
        _task.Output = "board.hex";
        _task.Inputs = [];

        Assert.False(_task.Execute());

        BuildErrorEventArgs error = Assert.Single(_engine.Errors);
        Assert.Equal("ISP8023", error.Code);
        Assert.StartsWith("no file to merge was given", error.Message);
        Assert.Equal("kept", _scratch.Read("board.hex"));
    }

    [Fact]
    public void What_is_wrong_with_a_line_of_a_file_has_no_column()
    {
        string text = _scratch.Save("app.hex", "no records\n");

        Assert.False(_task.Execute());

        BuildErrorEventArgs error = Assert.Single(_engine.Errors);
        Assert.Equal((text, 1, 0, 0, 0), (error.File, error.LineNumber, error.ColumnNumber, error.EndLineNumber, error.EndColumnNumber));
    }

    [Fact]
    public void Files_that_differ_at_an_address_are_refused_and_nothing_is_written()
    {
        _task.Inputs[1] = new TaskItem(_scratch.SaveHex("other.hex", Samples.Bytes(0x100, seed: 5)));

        Assert.False(_task.Execute());

        BuildErrorEventArgs error = Assert.Single(_engine.Errors);
        Assert.Equal(("ISP7015", _scratch.Path("other.hex")), (error.Code, error.File));
        Assert.False(File.Exists(_scratch.Path("out/board.hex")));
    }

    [Fact]
    public void A_section_needs_a_size_which_is_called_as_the_task_calls_it()
    {
        _task.Inputs[1].SetMetadata("Clip", "boot-section");
        _task.Mcu = "atmega32u4";

        Assert.False(_task.Execute());

        BuildErrorEventArgs error = Assert.Single(_engine.Errors);
        Assert.Equal("ISP8007", error.Code);
        Assert.Contains("add BootSize BYTES", error.Message);
        Assert.Contains("High or Extended", error.Message);
    }

    [Theory]
    [InlineData("Clip", "everything")]
    [InlineData("Offset", "far")]
    public void Metadata_that_cannot_be_understood_is_refused(string name, string value)
    {
        _task.Inputs[0].SetMetadata(name, value);

        Assert.False(_task.Execute());

        Assert.Equal(("ISP8014", $"{name} is '{value}'"), (_engine.Errors[0].Code, _engine.Errors[0].Message!.Split(';')[0]));
    }

    [Fact]
    public void Parameters_that_cannot_be_understood_are_refused_together()
    {
        _task.BootSize = "big";
        _task.High = "0x1FF";
        _task.Extended = "-1";
        _task.Mcu = "atmega32u4";
        _task.OnOverlap = "2";
        _task.Fill = "0xFF=all";

        Assert.False(_task.Execute());

        Assert.Equal(
            ["BootSize", "Extended", "Fill", "High", "OnOverlap"],
            _engine.Errors.Where(error => error.Code == "ISP8014").Select(error => error.Message!.Split(' ')[0]).Order());
    }

    [Fact]
    public void The_boot_section_is_told_once_and_of_a_part()
    {
        _task.BootSize = "4096";
        _task.High = "0xD9";
        _task.Extended = "0xF3";

        Assert.False(_task.Execute());

        Assert.Equal(["ISP8021", "ISP8022"], _engine.Errors.Select(error => error.Code));
    }

    [Fact]
    public void Gaps_are_filled_and_files_moved_as_the_parameters_say()
    {
        _task.Inputs[0].SetMetadata("Offset", "0x100");
        _task.Fill = "0xFF=0x0000-0x2000";
        _task.OnOverlap = "First";
        _task.Mcu = "atmega32u4";
        _task.High = "0xD9";

        Assert.True(_task.Execute());

        Assert.StartsWith("out/board.hex: 8,262 bytes", Assert.Single(_engine.HighMessages));
    }
}
