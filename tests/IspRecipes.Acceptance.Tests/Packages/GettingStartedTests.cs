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

        ProgramRun build = _user.Type(commands);
        ProgramRun run = _user.Type(new Page(PageName, "## Look closer").Commands);

        Assert.Equal(5, commands.Length);
        string promised = File.ReadLines(Repository.File(PageName)).Single(line => line.Contains("(simulated), done in"));
        Assert.Contains(promised, build.Out);
        Assert.StartsWith("Done: ", run.Out);
    }

    public void Dispose() => _user.Dispose();
}
