using System.Text.Json;
using System.Text.RegularExpressions;
using IspRecipes.Testing;

namespace IspRecipes.Acceptance.Tests.Packages;

/// <summary>What pages and samples tell people who call from C#, followed to the letter.</summary>
[Collection(PackagesCollection.Name)]
public sealed class FromCSharpTests : IDisposable
{
    private readonly Newcomer _user = new();

    [Fact]
    public void The_quick_start_of_the_README_works_as_written_and_has_ten_lines()
    {
        Page page = new("README.md", "## From C#");
        string program = page.Code("csharp");
        _user.Type(page.Commands);
        _user.BringRecipes();
        File.WriteAllText(Path.Combine(_user.Folder, "Program.cs"), program);

        ProgramRun run = _user.Type("dotnet run");

        Assert.InRange(program.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length, 1, 10);
        Assert.Contains("Done: Verify flash", run.Out);
        Assert.Contains("done in ", run.Out);
    }

    [Fact]
    public void The_sample_flashes_a_virtual_board_and_keeps_the_report()
    {
        _user.BringRecipes();
        Take("samples/csharp");

        ProgramRun run = _user.Type("dotnet run -- recipes/demo.yaml --simulate");

        Assert.Contains("Done       Verify flash", run.Out);
        using var report = JsonDocument.Parse(File.ReadAllText(Path.Combine(_user.Folder, "report.json")));
        Assert.Equal(0, report.RootElement.GetProperty("exit").GetInt32());
        Assert.True(report.RootElement.GetProperty("simulated").GetBoolean());
    }

    [Fact]
    public void The_sample_tells_what_is_wrong_with_a_recipe_and_leaves_with_its_code()
    {
        Take("samples/csharp");
        File.WriteAllText(Path.Combine(_user.Folder, "wrong.yaml"), "version: 1\nname: n\nmcu: atmega32u5\n");

        ProgramRun run = Dotnet.Run(_user.Folder, "run", "--", "wrong.yaml").EndedWith(3);

        Assert.Contains("wrong.yaml(3,6): error ISP2010", run.Error);
    }

    /// <summary>Directory.Build.props has it, and who bumps it there shall learn of every other place.</summary>
    [Fact]
    public void A_version_that_a_page_or_sample_names_is_the_packages_own()
    {
        string[] places = [Repository.File("README.md"), .. Files("docs"), .. Files("samples")];
        string[] others = [.. from path in places
                              from Match named in Regex.Matches(File.ReadAllText(path), @"isprecipe[\w.]*(?:@|""? version=""?|&version=| --version )(?<version>\d[\w.*-]*)", RegexOptions.IgnoreCase)
                              let version = named.Groups["version"].Value
                              where version != PackageFeed.Version && version != $"{PackageFeed.Version.Split('.')[0]}.*"
                              select $"{Path.GetRelativePath(Repository.Root, path)}: {named.Value}"];

        Assert.Empty(others);
    }

    public void Dispose() => _user.Dispose();

    private static string[] Files(string folder) => Directory.GetFiles(Repository.File(folder), "*", SearchOption.AllDirectories);

    private void Take(string folder)
    {
        foreach (string path in Directory.GetFiles(Repository.File(folder)))
        {
            File.Copy(path, Path.Combine(_user.Folder, Path.GetFileName(path)));
        }
    }
}
