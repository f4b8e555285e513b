using IspRecipes.Testing;

namespace IspRecipes.Acceptance.Tests.Packages;

/// <summary>The feed that samples are restored from, by a project that has nothing else.</summary>
[Collection(PackagesCollection.Name)]
public sealed class PackageFeedTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("isprecipe-consumer").FullName;

    [Fact]
    public void Every_package_restores_with_what_it_needs_and_none_of_ours_from_the_machine()
    {
        PackageFeed.UseIn(_folder);
        string[] packages = ["IspRecipes.Engine", "IspRecipes.Hardware", "IspRecipes.Simulation"];
        File.WriteAllText(Path.Combine(_folder, "consumer.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
              <ItemGroup>
                {string.Join('\n', packages.Select(id => $"<PackageReference Include=\"{id}\" Version=\"{PackageFeed.Version}\" />"))}
              </ItemGroup>
            </Project>
            """);

        Dotnet.Run(_folder, "restore").EndedWith(0);

        string[] restored = [.. Directory.GetDirectories(PackageFeed.Cache).Select(path => Path.GetFileName(path)!)];
        Assert.Contains("isprecipes.devices", restored);
        Assert.Contains("yamldotnet", restored);
        Assert.All(packages, id => Assert.Contains(id.ToLowerInvariant(), restored));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
