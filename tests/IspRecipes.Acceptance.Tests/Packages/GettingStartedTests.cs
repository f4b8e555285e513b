using IspRecipes.Testing;

namespace IspRecipes.Acceptance.Tests.Packages;

/// <summary>docs/getting-started.md, followed to the letter by somebody who has the SDK and nothing else.</summary>
[Collection(PackagesCollection.Name)]
public sealed class GettingStartedTests : IDisposable
{
    private const string PageName = "docs/getting-started.md";

    private readonly Newcomer _user = new();

    [Fact]
    public void Five_commands_lead_from_an_empty_folder_to_a_flashed_virtual_board()
    {
        string[] commands = new Page(PageName, "# Getting started").Commands;
        Assert.Equal(5, commands.Length);

        _user.Type(commands[..^1]);
        ProgramRun build = _user.Type($"{commands[^1]} -tl:off -p:IspReportFile=report.json");

        Assert.Contains("verif", build.Out);
        Assert.Contains("\"outcome\": \"done\"", File.ReadAllText(Path.Combine(_user.Folder, "report.json")));
        Assert.Contains("verif", _user.Type(new Page(PageName, "## Look closer").Commands).Out);
    }

    public void Dispose() => _user.Dispose();
}
