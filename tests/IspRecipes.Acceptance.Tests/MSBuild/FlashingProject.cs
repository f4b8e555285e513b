using IspRecipes.Acceptance.Tests.Peers;
using IspRecipes.MSBuild;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace IspRecipes.Acceptance.Tests.MSBuild;

/// <summary>A project that flashes virtual chips, in a build that only listens.</summary>
internal sealed class FlashingProject : IDisposable
{
    public const string FusesOnly = """
        version: 1
        name: fuses only
        mcu: atmega32u4
        programmer: avrisp
        variables: { jtag: off, path: none.hex }
        fuses: { JTAGEN: "${jtag}" }
        """;

    public FlashingProject() => Engine = new(Folder.Path("board.csproj"));

    public Scratch Folder { get; } = new();

    public RecordingBuildEngine Engine { get; }

    /// <summary>Its errors.</summary>
    public string Said => string.Join('\n', Engine.Errors.Select(error => error.Message));

    public IspFlash Task(params string[] recipes) => new()
    {
        BuildEngine = Engine,
        Recipe = [.. recipes.Select(ITaskItem (recipe) => new TaskItem(recipe))],
        Simulate = true,
    };

    public void Dispose() => Folder.Dispose();
}
