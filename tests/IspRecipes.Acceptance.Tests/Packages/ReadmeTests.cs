using System.Text.RegularExpressions;
using IspRecipes.Testing;

namespace IspRecipes.Acceptance.Tests.Packages;

/// <summary>What the README and its pages have for builds, copied out by somebody who reads nothing else.</summary>
[Collection(PackagesCollection.Name)]
public sealed class ReadmeTests : IDisposable
{
    private readonly Newcomer _user = new();

    [Fact]
    public void Scripts_for_Cake_merge_and_flash_as_written()
    {
        BringWhatItNames();
        File.WriteAllText(Path.Combine(_user.Folder, "build.cake"), new Page("README.md", "## Cake").Code("csharp"));
        File.WriteAllText(Path.Combine(_user.Folder, "production.cake"), new Page("docs/cake.md", "# Cake").Code("csharp"));
        File.Copy(Repository.File("samples", ".config", "dotnet-tools.json"), Path.Combine(_user.Folder, "dotnet-tools.json"));

        ProgramRun shortest = _user.Type(["dotnet tool restore", "dotnet cake --simulate"]);
        ProgramRun run = _user.Type("dotnet cake production.cake --simulate");

        Assert.Contains("ATmega32U4 through avrisp (simulated)", Plain(shortest));
        Assert.Contains("high fuse 0xD9, changed: True", Plain(run));
        Assert.True(File.Exists(Path.Combine(_user.Folder, "artifacts", "production.hex")));
        Assert.True(File.Exists(Path.Combine(_user.Folder, "artifacts", "flash.json")));
    }

    [Fact]
    public void Commands_items_and_target_for_MSBuild_merge_and_flash_as_written()
    {
        string[] commands = new Page("README.md", "## MSBuild").Commands;
        Page page = new("docs/msbuild.md", "## In a project");
        _user.Type(["dotnet new console -o board", "cd board", commands[0]]);
        BringWhatItNames();
        string project = Path.Combine(_user.Folder, "board.csproj");
        File.WriteAllText(project, File.ReadAllText(project).Replace("</Project>", page.Code("xml") + "</Project>"));

        ProgramRun left = _user.Type(commands[1]);
        ProgramRun right = Dotnet.Run(_user.Folder, "build", "-t:FlashRight", "-p:RightPort=/dev/absent").EndedWith(1);

        Assert.Equal(commands, page.Commands[..commands.Length]);
        Assert.Contains("ATmega32U4 through avrisp (simulated), done in", left.Out);
        Assert.True(File.Exists(Path.Combine(_user.Folder, "bin", "production.hex")));
        Assert.Contains("error ISP4001", right.Out);
        Assert.True(File.Exists(Path.Combine(_user.Folder, "right.json")));
    }

    public void Dispose() => _user.Dispose();

    /// <summary>Cake colours in a pipe, too.</summary>
    private static string Plain(ProgramRun run) => Regex.Replace(run.Out, @"\e\[[\d;]*m", "");

    private void BringWhatItNames()
    {
        _user.BringRecipes();
        string recipes = Path.Combine(_user.Folder, "recipes");
        File.Copy(Path.Combine(recipes, "firmware", "blink.hex"), Path.Combine(_user.Folder, "app.hex"));
        File.Copy(Path.Combine(recipes, "firmware", "boot.hex"), Path.Combine(_user.Folder, "boot.hex"));
        string demo = File.ReadAllText(Path.Combine(recipes, "demo.yaml"));
        File.WriteAllText(Path.Combine(recipes, "left.yaml"), demo + "variables: { side: none }\n");
        File.WriteAllText(Path.Combine(recipes, "right.yaml"), demo);
    }
}
