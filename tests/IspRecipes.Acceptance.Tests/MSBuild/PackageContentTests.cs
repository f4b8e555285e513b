using IspRecipes.Acceptance.Tests.Packages;

namespace IspRecipes.Acceptance.Tests.MSBuild;

/// <summary>What a package of tasks has and others have not, and what it must not have.</summary>
[Collection(PackagesCollection.Name)]
public sealed class PackageContentTests
{
    private readonly Package _package = Package.Open("IspRecipes.MSBuild");

    [Fact]
    public void It_brings_targets_for_the_project_that_asks_and_for_no_other()
    {
        Assert.Equal(
            [
                "build/IspRecipes.MSBuild.props", "build/IspRecipes.MSBuild.targets",
                "buildMultiTargeting/IspRecipes.MSBuild.props", "buildMultiTargeting/IspRecipes.MSBuild.targets",
            ],
            Names.Where(name => name.StartsWith("build")).Order());
        Assert.DoesNotContain(Names, name => name.StartsWith("lib/") || name.StartsWith("ref/"));
    }

    [Fact]
    public void It_brings_what_its_tasks_need_and_nothing_that_MSBuild_has()
    {
        string[] assemblies = [.. Names.Where(name => name.EndsWith(".dll"))];

        Assert.Equal(
            [
                "IspRecipes.Devices.dll", "IspRecipes.Engine.dll", "IspRecipes.Hardware.dll", "IspRecipes.MSBuild.dll",
                "IspRecipes.Simulation.dll", "NJsonSchema.dll", "Namotion.Reflection.dll", "Newtonsoft.Json.dll", "YamlDotNet.dll",
            ],
            assemblies.Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.All(assemblies, name => Assert.StartsWith("tasks/net10.0/", name));
        Assert.Contains("tasks/net10.0/IspRecipes.MSBuild.deps.json", Names);
        Assert.Contains("docs/diagnostics.md", Names);
    }

    [Fact]
    public void It_is_a_development_dependency_and_has_none_itself()
    {
        Assert.Equal("true", _package["developmentDependency"]);
        Assert.Empty(_package.Dependencies);
    }

    private IEnumerable<string> Names => _package.Files.Keys;
}
