using Cake.Core;
using Cake.Core.Diagnostics;
using Cake.Core.IO;
using Cake.IspRecipes;
using IspRecipes.Acceptance.Tests.Peers;
using IspRecipes.Testing;

namespace IspRecipes.Acceptance.Tests.Cake;

/// <summary>IspValidate and IspPlan as a script calls them.</summary>
public sealed class CheckTests : IDisposable
{
    private static readonly FilePath Demo = Repository.File("recipes", "demo.yaml");

    private readonly Scratch _scratch = new();
    private readonly FakeScript _script;

    public CheckTests() => _script = new FakeScript(_scratch.Path(""));

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void A_valid_recipe_is_told_so_and_has_a_plan()
    {
        IspPlanResult demo = _script.IspValidate(Demo);

        Assert.Equal(0, demo.ExitCode);
        Assert.Contains(demo.Plan!.Steps, step => step.Kind == "write-flash");
        Assert.Equal($"{Demo}: valid", _script.Shown(LogLevel.Information));
    }

    [Fact]
    public void Invalid_recipes_are_all_told_and_the_first_decides()
    {
        _scratch.Save("missing-file.yaml", "version: 1\nname: x\nmcu: atmega32u4\nprogrammer: avrisp\nfiles: { a: a.hex }\nwrite: { flash: a }\n");
        _scratch.Save("unknown-key.yaml", "version: 1\nname: x\nmcuu: atmega32u4\n");

        CakeException refused = Assert.Throws<CakeException>(() => _script.IspValidate(["missing-file.yaml", "unknown-key.yaml"]));
        IReadOnlyList<IspPlanResult> handled = _script.IspValidate(
            ["missing-file.yaml", Demo, "unknown-key.yaml"], new IspRecipeSettings { HandleExitCode = code => code == 4 });

        Assert.Equal(4, refused.ExitCode);
        Assert.Contains("unknown-key.yaml(3,1): error ", _script.Shown(LogLevel.Error));
        Assert.Equal([4, 0, 3], handled.Select(found => found.ExitCode));
        Assert.Equal("", handled[0].Text);
        Assert.Contains($"{_scratch.Path("missing-file.yaml")}: invalid", _script.Shown(LogLevel.Information));
    }

    [Fact]
    public void A_plan_is_logged_and_given_as_text()
    {
        IspPlanResult demo = _script.IspPlan(Demo, new IspRecipeSettings { Programmer = "usbasp" });

        Assert.Contains("  programmer usbasp\n", demo.Text);
        Assert.EndsWith(demo.Text, _script.Shown(LogLevel.Information) + "\n");
    }
}
