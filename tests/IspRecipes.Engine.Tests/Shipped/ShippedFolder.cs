using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Plans;
using IspRecipes.Engine.Recipes;
using IspRecipes.Engine.Runs;
using IspRecipes.Simulation;
using IspRecipes.Testing;

namespace IspRecipes.Engine.Tests.Shipped;

/// <summary>The recipes of this repository, planned and run with files that are made up.</summary>
public sealed class ShippedFolder : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("isprecipe").FullName;
    private readonly Dictionary<string, string> _set = [];

    /// <summary>Names of all recipes, without those that others extend.</summary>
    public static IReadOnlyList<string> All { get; } =
        [.. Directory.EnumerateFiles(Repository.File("recipes"), "*.yaml").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)];

    public string PathOf(string name) => Path.Combine(_folder, name);

    public static string Recipe(string name) => Repository.File("recipes", $"{name}.yaml");

    public ShippedFolder Set(string name, string value)
    {
        _set[name] = value;
        return this;
    }

    /// <summary>Makes a file up, and gives it as <c>--set files.NAME=PATH</c>.</summary>
    public ShippedFolder File(string name, string content) => File(name, System.Text.Encoding.ASCII.GetBytes(content));

    /// <inheritdoc cref="File(string, string)"/>
    public ShippedFolder File(string name, byte[] content)
    {
        System.IO.File.WriteAllBytes(PathOf(name), content);
        return Set($"files.{name}", PathOf(name));
    }

    public Checked<Plan> Plan(string recipe, string? programmer = null) =>
        RecipeRunner.Plan(Copied(recipe), Inputs(programmer));

    /// <summary>What was set, and the files that were made up.</summary>
    public RecipeInputs Inputs(string? programmer = null) => new() { Set = _set, Programmer = programmer };

    /// <summary>Runs a recipe to its good end.</summary>
    /// <param name="recipe">Its name.</param>
    /// <param name="programmer">In place of the recipe's; null for that one.</param>
    /// <param name="bench">Where; null for a chip as from the factory.</param>
    /// <returns>The bench afterwards.</returns>
    public SimulatedBench Run(string recipe, string? programmer = null, SimulatedBench? bench = null)
    {
        Checked<Plan> checks = Plan(recipe, programmer);
        Assert.True(checks.Value is not null, $"{recipe}: {string.Join('\n', checks.Diagnostics)}");
        bench ??= new SimulatedBench(checks.Value.Programmer!.Id, checks.Value.Part!);
        RunReport report = RecipeRunner.Run(checks.Value, bench, new RunOptions { Simulated = true }, _ => { }, CancellationToken.None);
        Assert.True(report.Exit == ExitCode.Done, $"{recipe} through {programmer}: {report.Failure?.Message}");
        return bench;
    }

    /// <summary>A run may save beside its recipe what it keeps of the chip; that is no place in the repository.</summary>
    private string Copied(string recipe)
    {
        string from = Repository.File("recipes");
        string to = PathOf("recipes");
        if (!Directory.Exists(to))
        {
            foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
            {
                string copy = Path.Combine(to, Path.GetRelativePath(from, file));
                Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
                System.IO.File.Copy(file, copy);
            }
        }

        return Path.Combine(to, $"{recipe}.yaml");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
