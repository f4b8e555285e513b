using System.IO.Compression;
using System.Xml.Linq;
using IspRecipes.Testing;

namespace IspRecipes.Acceptance.Tests.MSBuild;

/// <summary>What is in the package, and what must not be.</summary>
[Collection("Packages")]
public sealed class PackageContentTests : IDisposable
{
    private readonly ZipArchive _package =
        ZipFile.OpenRead(Path.Combine(PackageFeed.Folder, $"IspRecipes.MSBuild.{PackageFeed.Version}.nupkg"));

    public void Dispose() => _package.Dispose();

    [Fact]
    public void It_brings_targets_for_the_project_that_asks_and_for_no_other()
    {
        Assert.Equal(
            [
                "build/IspRecipes.MSBuild.props", "build/IspRecipes.MSBuild.targets",
                "buildMultiTargeting/IspRecipes.MSBuild.props", "buildMultiTargeting/IspRecipes.MSBuild.targets",
            ],
            Names().Where(name => name.StartsWith("build")).Order());
        Assert.DoesNotContain(Names(), name => name.StartsWith("lib/") || name.StartsWith("ref/"));
    }

    [Fact]
    public void It_brings_what_its_tasks_need_and_nothing_that_MSBuild_has()
    {
        string[] assemblies = [.. Names().Where(name => name.EndsWith(".dll")).Order()];

        Assert.Equal(
            [
                "IspRecipes.Devices.dll", "IspRecipes.Engine.dll", "IspRecipes.Hardware.dll", "IspRecipes.MSBuild.dll",
                "IspRecipes.Simulation.dll", "NJsonSchema.dll", "Namotion.Reflection.dll", "Newtonsoft.Json.dll", "YamlDotNet.dll",
            ],
            assemblies.Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.All(assemblies, name => Assert.StartsWith("tasks/net10.0/", name));
        Assert.Contains("tasks/net10.0/IspRecipes.MSBuild.deps.json", Names());
        Assert.Contains("docs/diagnostics.md", Names());
    }

    [Fact]
    public void It_is_a_development_dependency_and_has_none_itself()
    {
        using Stream file = _package.GetEntry("IspRecipes.MSBuild.nuspec")!.Open();
        XElement metadata = XDocument.Load(file).Root!.Elements().Single();

        Assert.Equal("true", metadata.Elements().Single(element => element.Name.LocalName == "developmentDependency").Value);
        Assert.DoesNotContain(metadata.Descendants(), element => element.Name.LocalName == "dependency");
    }

    private IEnumerable<string> Names() => _package.Entries.Select(entry => entry.FullName);
}
