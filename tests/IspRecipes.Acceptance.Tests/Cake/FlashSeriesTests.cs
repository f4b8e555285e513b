using System.Text.Json;
using Cake.Core;
using Cake.Core.Diagnostics;
using Cake.Core.IO;
using Cake.IspRecipes;
using IspRecipes.Acceptance.Tests.Peers;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Testing;

namespace IspRecipes.Acceptance.Tests.Cake;

/// <summary>IspFlash with several recipes, or none: what is checked, run and reported.</summary>
public sealed class FlashSeriesTests : FlashScript
{
    [Fact]
    public void Several_recipes_are_all_checked_before_the_first_is_run()
    {
        Assert.Throws<CakeException>(() => Script.IspFlash(["app.yaml", "broken.yaml", "missing.yaml"], Simulated));

        string told = Script.Shown(LogLevel.Error);
        Assert.Contains("broken.yaml(7,10): error ISP3001", told);
        Assert.Contains("missing.yaml", told);
        Assert.DoesNotContain("Identify", Script.Shown(LogLevel.Information));
    }

    [Fact]
    public void Of_several_recipes_none_is_run_behind_one_that_fails_and_the_report_holds_what_was_run()
    {
        IspFlashSettings settings = new() { Port = NoPort, HandleExitCode = _ => true, ReportFile = "out/flash.json" };

        IReadOnlyList<IspFlashResult> boards = Script.IspFlash(["app.yaml", "app.yaml"], settings);

        Assert.Single(boards);
        using var report = JsonDocument.Parse(Scratch.Read("out/flash.json"));
        Assert.Equal(5, Assert.Single(report.RootElement.EnumerateArray()).GetProperty("exit").GetInt32());
    }

    [Fact]
    public void A_recipe_that_is_refused_is_in_the_report_too()
    {
        IspFlashSettings settings = new() { Simulate = true, ReportFile = "out/flash.json" };

        Assert.Throws<CakeException>(() => Script.IspFlash(["app.yaml", "broken.yaml"], settings));

        using var report = JsonDocument.Parse(Scratch.Read("out/flash.json"));
        Assert.Equal(3, Assert.Single(report.RootElement.EnumerateArray()).GetProperty("exit").GetInt32());
    }

    [Fact]
    public void Several_recipes_that_succeed_give_a_result_each()
    {
        IReadOnlyList<IspFlashResult> boards = Script.IspFlash([Repository.File("recipes", "bluepill.yaml"), "app.yaml"], Simulated);

        Assert.Equal(["bluepill.yaml", "app.yaml"], boards.Select(board => board.Recipe.GetFilename().FullPath));
        Assert.All(boards, board => Assert.True(board.Changed));
    }

    [Fact]
    public void A_pattern_that_matched_no_recipe_fails_the_script()
    {
        CakeException refused = Assert.Throws<CakeException>(() => Script.IspFlash(new FilePathCollection(), Simulated));

        Assert.Equal((int)ExitCode.Usage, refused.ExitCode);
        Assert.Equal("isprecipe: error ISP8023: no recipe was given", refused.Message);
        Assert.Contains(Scratch.Path("").TrimEnd('/'), Script.Shown(LogLevel.Error));
    }
}
