using IspRecipes.Testing;

namespace IspRecipes.Acceptance.Tests.Packages;

/// <summary>Somebody in an empty folder who types what our pages say, with our packages to be had.</summary>
internal sealed class Newcomer : IDisposable
{
    private readonly string _home = Directory.CreateTempSubdirectory("isprecipe-newcomer").FullName;

    public Newcomer()
    {
        Folder = _home;
        PackageFeed.UseIn(_home);
    }

    /// <summary>Where they are.</summary>
    public string Folder { get; private set; }

    /// <summary>Types a command, which must succeed.</summary>
    /// <param name="command"><c>dotnet</c>, <c>dnx</c> or <c>cd</c>, with arguments free of spaces.</param>
    public ProgramRun Type(string command)
    {
        switch (command.Split(' '))
        {
            case ["cd", string folder]:
                Folder = Path.Combine(Folder, folder);
                return new ProgramRun(0, "", "");
            case ["dotnet", .. string[] arguments]:
                return Dotnet.Run(Folder, arguments).EndedWith(0);
            case ["dnx", .. string[] arguments]: // all that the script of this name does
                return Dotnet.Run(Folder, ["dnx", .. arguments]).EndedWith(0);
            default:
                throw new ArgumentException($"nobody typed '{command}' here before", nameof(command));
        }
    }

    /// <summary>Types one after the other; what the last one said.</summary>
    public ProgramRun Type(IEnumerable<string> commands)
    {
        ProgramRun last = new(0, "", "");
        foreach (string command in commands)
        {
            last = Type(command);
        }

        return last;
    }

    /// <summary>Takes the demo's recipe and programs along.</summary>
    public void BringRecipes()
    {
        string recipes = Repository.File("recipes");
        foreach (string path in Directory.GetFiles(recipes, "*", SearchOption.AllDirectories))
        {
            string to = Path.Combine(Folder, "recipes", Path.GetRelativePath(recipes, path));
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(path, to);
        }
    }

    public void Dispose() => Directory.Delete(_home, recursive: true);
}
