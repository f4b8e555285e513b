using System.Diagnostics;
using IspRecipes.Testing;

namespace IspRecipes.Acceptance.Tests.MSBuild;

/// <summary>A copy of samples/msbuild as a developer takes it, that restores the package just packed.</summary>
internal sealed class SampleProject : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("isprecipe");

    public SampleProject()
    {
        foreach (string path in Directory.EnumerateFiles(Repository.File("recipes", "firmware"), "*.hex"))
        {
            Copy(path);
        }

        foreach (string name in (string[])["board.csproj", "board.isprecipe.yaml"])
        {
            Copy(Repository.File("samples", "msbuild", name));
        }

        PackageFeed.UseIn(_root.FullName);
    }

    public string Folder => Path.Combine(_root.FullName, "samples", "msbuild");

    public string File(params string[] parts) => Path.Combine([Folder, .. parts]);

    /// <summary>Replaces a text of one of its files, which must be there.</summary>
    public void Edit(string name, string text, string replacement)
    {
        string before = System.IO.File.ReadAllText(File(name));
        Assert.Contains(text, before);
        System.IO.File.WriteAllText(File(name), before.Replace(text, replacement));
    }

    /// <summary><c>dotnet build</c> with a log that does not redraw its lines.</summary>
    public ProgramRun Build(params string[] arguments) => Dotnet.Run(Folder, ["build", "-tl:off", .. arguments]);

    /// <summary>The same in a process group of its own, which takes SIGINT as one at a terminal does.</summary>
    public Process StartBuild(params string[] arguments)
    {
        ProcessStartInfo start = Dotnet.Command(Folder, "build", "-tl:off");
        ProcessStartInfo grouped = new("setsid", ["env", "--default-signal=INT", start.FileName, .. start.ArgumentList, .. arguments])
        {
            WorkingDirectory = Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        grouped.Environment.Clear();
        foreach ((string name, string? value) in start.Environment)
        {
            grouped.Environment[name] = value;
        }

        return Process.Start(grouped)!;
    }

    public void Dispose() => _root.Delete(recursive: true);

    private void Copy(string path)
    {
        FileInfo copy = new(Path.Combine(_root.FullName, Path.GetRelativePath(Repository.Root, path)));
        copy.Directory!.Create();
        System.IO.File.Copy(path, copy.FullName);
    }
}
