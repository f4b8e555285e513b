using IspRecipes.Acceptance.Tests.Packages;
using IspRecipes.Testing;

namespace IspRecipes.Acceptance.Tests.Cake;

/// <summary>What Cake finds in the package: it loads what lies in lib, and by itself nothing that a package depends on.</summary>
[Collection(PackagesCollection.Name)]
public class AddinPackageTests
{
    [Fact]
    public void All_that_the_addin_needs_is_in_it_but_for_what_Cake_brings()
    {
        var package = Package.Open("Cake.IspRecipes");

        Assert.Equal(
            [
                "Cake.IspRecipes.dll", "Cake.IspRecipes.xml", "IspRecipes.Devices.dll", "IspRecipes.Engine.dll", "IspRecipes.Hardware.dll",
                "IspRecipes.Simulation.dll", "NJsonSchema.dll", "Namotion.Reflection.dll", "YamlDotNet.dll",
            ],
            package.Files.Keys.Where(name => name.StartsWith("lib/net10.0/", StringComparison.Ordinal))
                .Select(name => name["lib/net10.0/".Length..])
                .Order(StringComparer.Ordinal));
        Assert.Empty(package.Dependencies);
    }

    [Fact]
    public void It_is_built_with_Cake_from_a_package_folder_that_is_named_without_a_last_slash()
    {
        string project = Repository.File("src", "Cake.IspRecipes", "Cake.IspRecipes.csproj");

        string told = Dotnet.Run(Repository.Root, "msbuild", project, "-getItem:Reference", "-p:NuGetPackageRoot=/packages").EndedWith(0).Out;

        Assert.Contains("\"/packages/cake.tool/", told);
    }

    [Fact]
    public void The_tags_are_those_that_Cakes_site_and_gallery_look_for() =>
        Assert.Superset(
            new HashSet<string>(["cake", "script", "build", "cake-build", "addin", "cake-addin"]),
            new HashSet<string>(Package.Open("Cake.IspRecipes")["tags"].Split(' ')));
}
