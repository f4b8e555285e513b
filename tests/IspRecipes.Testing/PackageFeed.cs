namespace IspRecipes.Testing;

/// <summary>All packages of this checkout in a folder, as a feed to restore from; packed once by each test process that asks.</summary>
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

    /// <summary>Where packages are restored to: empty at first, so that nothing of an earlier build is found in it.</summary>
    public static string Cache => Restored.Value.FullName;

    /// <summary>The version that all packages have.</summary>
    public static string Version => Directory.EnumerateFiles(Folder, "IspRecipes.Engine.*.nupkg")
        .Select(path => Path.GetFileNameWithoutExtension(path)["IspRecipes.Engine.".Length..])
        .Single();

    /// <summary>Makes a folder restore from the packed packages and from nowhere else.</summary>
    public static void UseIn(string folder) => File.WriteAllText(Path.Combine(folder, "nuget.config"), $"""
        <configuration>
          <packageSources>
            <clear />
            <add key="packed" value="{Folder}" />
          </packageSources>
        </configuration>
        """);

    private static string Pack()
    {
        string folder = Repository.File("artifacts", "packages");
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        // Restores into the machine's own cache: what this repository is built from is no part of what is tested.
        var pack = Dotnet.Command(Repository.Root, "pack", "IspRecipes.sln", "-c", "Release", "-o", folder);
        pack.Environment.Remove("NUGET_PACKAGES");
        Dotnet.Finish(System.Diagnostics.Process.Start(pack)!).EndedWith(0);
        return folder;
    }
}
