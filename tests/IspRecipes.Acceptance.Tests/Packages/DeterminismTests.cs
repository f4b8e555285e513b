using IspRecipes.Testing;

namespace IspRecipes.Acceptance.Tests.Packages;

/// <summary>Whoever packs the same files gets the same assemblies, wherever they lie.</summary>
[Collection(PackagesCollection.Name)]
public sealed class DeterminismTests : IDisposable
{
    private static readonly string[] Sources =
        ["src", "schema", "docs", "recipes", "README.md", "Directory.Build.props", "Directory.Packages.props", "global.json", ".editorconfig"];

    private readonly string _copy = Directory.CreateTempSubdirectory("isprecipe-elsewhere").FullName;

    [Fact]
    public void A_pack_of_the_same_files_in_another_folder_gives_the_same_assemblies_and_symbols()
    {
        foreach (string source in Sources)
        {
            Copy(Repository.File(source), Path.Combine(_copy, source));
        }

        string folder = Path.Combine(_copy, "packages");
        PackageFeed.PackInto(folder, _copy, Path.Combine("src", "IspRecipes.Engine"));

        AssertSame("nupkg", "lib/net10.0/IspRecipes.Engine.dll");
        AssertSame("snupkg", "lib/net10.0/IspRecipes.Engine.pdb");

        void AssertSame(string ending, string name)
        {
            byte[] there = Package.Read(Directory.GetFiles(folder, $"*.{ending}").Single()).Files[name];
            Assert.True(there.AsSpan().SequenceEqual(Package.Open("IspRecipes.Engine", ending).Files[name]), name);
        }
    }

    public void Dispose() => Directory.Delete(_copy, recursive: true);

    private static void Copy(string from, string to)
    {
        if (File.Exists(from))
        {
            File.Copy(from, to);
            return;
        }

        Directory.CreateDirectory(to);
        foreach (string path in Directory.GetFileSystemEntries(from).Where(path => Path.GetFileName(path) is not ("bin" or "obj")))
        {
            Copy(path, Path.Combine(to, Path.GetFileName(path)));
        }
    }
}
