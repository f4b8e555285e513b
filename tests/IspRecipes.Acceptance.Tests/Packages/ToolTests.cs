using IspRecipes.Testing;

namespace IspRecipes.Acceptance.Tests.Packages;

/// <summary>The packed tool, installed and run as its users do.</summary>
[Collection(PackagesCollection.Name)]
public sealed class ToolTests : IDisposable
{
    private readonly Newcomer _user = new();

    [Fact]
    public void Installed_into_a_folder_it_runs_and_leaves_with_our_exit_codes()
    {
        _user.BringRecipes();
        _user.Type("dotnet tool install isprecipe --tool-path tools");

        Assert.Equal(PackageFeed.Version, Isprecipe("--version").EndedWith(0).Out.Trim());
        Assert.Contains("valid", Isprecipe("validate", "recipes/demo.yaml").EndedWith(0).Out);
        Assert.Contains("low fuse       0x5E", Isprecipe("run", "recipes/demo.yaml", "--simulate").EndedWith(0).Out);
        Assert.Contains("low fuse       0x5E", Isprecipe("run", Isprecipe("find", "demo").EndedWith(0).Out.Split(Environment.NewLine)[0], "--simulate").EndedWith(0).Out);
        Assert.Contains("ISP1016", Isprecipe("validate", "recipes/absent.yaml").EndedWith(4).Error);
    }

    [Fact]
    public void In_a_manifest_it_is_everybodys_who_has_the_repository()
    {
        _user.Type(["dotnet new tool-manifest", "dotnet tool install isprecipe"]);
        _user.Type("dotnet tool restore");

        Assert.Equal(PackageFeed.Version, _user.Type("dotnet isprecipe --version").Out.Trim());
    }

    /// <summary>What belongs to isprecipe stands behind the two dashes where dnx has an option of that name.</summary>
    [Fact]
    public void Not_installed_it_runs_by_dnx()
    {
        _user.BringRecipes();

        Assert.Contains("valid", _user.Type("dnx isprecipe validate recipes/demo.yaml").Out);
        Assert.Equal(PackageFeed.Version, _user.Type("dnx isprecipe -- --version").Out.Trim());
    }

    public void Dispose() => _user.Dispose();

    private ProgramRun Isprecipe(params string[] arguments)
    {
        var start = Dotnet.Command(_user.Folder, arguments);
        start.FileName = Path.Combine(_user.Folder, "tools", OperatingSystem.IsWindows() ? "isprecipe.exe" : "isprecipe");
        return Dotnet.Finish(System.Diagnostics.Process.Start(start)!);
    }
}
