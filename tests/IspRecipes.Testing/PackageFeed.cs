using System.Diagnostics;
using System.Reflection;

namespace IspRecipes.Testing;

/// <summary>
/// All packages of this checkout in a folder, as a feed to restore from; packed once by each test process that asks. Tests
/// that ask belong to the collection <c>Packages</c>, so that no two of them build at a time.
/// </summary>
public static class PackageFeed
{
    private static readonly Lazy<string> Packed = new(Pack);

    private static readonly Lazy<DirectoryInfo> Restored = new(() =>
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("isprecipe-packages");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => folder.Delete(recursive: true);
        return folder;
    });

    /// <summary>Where the packages lie.</summary>
    public static string Folder => Packed.Value;

    /// <summary>Where packages are restored to, and home of the SDK: empty at first, so that nothing of an earlier build is found in it.</summary>
    public static string Cache => Restored.Value.FullName;

    /// <summary>The version that all packages have.</summary>
    public static string Version => Directory.EnumerateFiles(Folder, "IspRecipes.Engine.*.nupkg")
        .Select(path => Path.GetFileNameWithoutExtension(path)["IspRecipes.Engine.".Length..])
        .Single();

    /// <summary>The machine's packages: what this repository was restored into, and so has all that its own packages need.</summary>
    public static string Machine { get; } = typeof(PackageFeed).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(data => data.Key == "NuGetPackageRoot").Value!;

    /// <summary>
    /// Makes a folder restore our packages from what was packed, all others from the machine's, and none from a network. A
    /// package of ours that the machine may hold too is never taken from there.
    /// </summary>
    public static void UseIn(string folder) => File.WriteAllText(Path.Combine(folder, "nuget.config"), $"""
        <configuration>
          <packageSources>
            <clear />
            <add key="packed" value="{Folder}" />
            <add key="machine" value="{Machine}" />
          </packageSources>
          <packageSourceMapping>
            <clear />
            <packageSource key="packed">
              <package pattern="isprecipe*" />
              <package pattern="Cake.IspRecipes" />
            </packageSource>
            <packageSource key="machine">
              <package pattern="*" />
            </packageSource>
          </packageSourceMapping>
          <fallbackPackageFolders>
            <clear />
          </fallbackPackageFolders>
        </configuration>
        """);

    private static string Pack()
    {
        string folder = Repository.File("artifacts", "packages");
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        PackInto(folder, Repository.Root, "IspRecipes.sln");
        return folder;
    }

    /// <summary>
    /// As <c>dotnet pack</c>, but with assets, objects and assemblies in a folder of their own, for other builds of the same
    /// checkout run beside it; and without the id of the commit, so that two packs of the same files are equal.
    /// </summary>
    /// <param name="folder">Takes the packages.</param>
    /// <param name="root">Of the checkout, or of a copy of it.</param>
    /// <param name="project">From there; or the solution.</param>
    public static void PackInto(string folder, string root, string project)
    {
        ProcessStartInfo pack = Dotnet.Command(
            root,
            "pack",
            project,
            "--configuration",
            "Release",
            "--output",
            folder,
            "--artifacts-path",
            Path.Combine(root, "artifacts", "pack"),
            "-property:EnableSourceControlManagerQueries=false",
            "-property:NuGetAudit=false");
        pack.Environment["NUGET_PACKAGES"] = Machine;
        Dotnet.Finish(Process.Start(pack)!).EndedWith(0);
    }
}
