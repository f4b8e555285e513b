using IspRecipes.Devices.Parts;
using IspRecipes.Testing;

namespace IspRecipes.Acceptance.Tests.Cli;

/// <summary>A folder to write new recipes into, and to judge them by <c>validate</c>.</summary>
public abstract class NewFolder : IDisposable
{
    protected string Folder { get; } = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    /// <summary>The text of a recipe written with these options.</summary>
    protected string New(string name, params string[] options)
    {
        Isprecipe.Run(["new", At(name), "--force", .. options]).EndedWith(0);
        return File.ReadAllText(At($"{name}.isprecipe.yaml"));
    }

    /// <summary>What validate says of a recipe that is an error.</summary>
    protected string Errors(string recipe)
    {
        File.WriteAllText(At("check.yaml"), recipe);
        CliRun run = Isprecipe.Run("validate", At("check.yaml"));
        return run.Exit == 0 ? "" : run.Error;
    }

    /// <summary>A program that every part of the kind takes.</summary>
    protected void Image(string part, string name) => File.Copy(
        Repository.File("recipes", "firmware", PartCatalog.Find(part) is Stm32Part ? "bluepill-blink.hex" : "blink.hex"), At(name));

    protected string At(string name) => Path.Combine(Folder, name);
}
