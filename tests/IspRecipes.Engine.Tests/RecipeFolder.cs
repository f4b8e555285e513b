using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Plans;
using IspRecipes.Engine.Recipes;
using IspRecipes.Engine.Runs;
using IspRecipes.Simulation;

namespace IspRecipes.Engine.Tests;

/// <summary>A folder with a recipe and its files, planned and run on a simulated bench.</summary>
public abstract class RecipeFolder : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("isprecipe").FullName;

    public RecipeInputs Inputs { get; set; } = new();

    public RunOptions RunOptions { get; set; } = new() { Simulated = true };

    public List<RunEvent> Events { get; } = [];

    public abstract SimulatedBench Bench { get; }

    public string Path(string name) => System.IO.Path.Combine(_folder, name);

    public Checked<Plan> Plan()
    {
        Checked<Plan> plan = RecipeRunner.Plan(Path("recipe.yaml"), Inputs);
        Sentences.AssertWhole(plan.Diagnostics);
        return plan;
    }

    public RunReport Run(CancellationToken cancel = default) => Run(_ => { }, cancel);

    /// <summary>A run that is cancelled as soon as a step of this kind is done.</summary>
    public RunReport RunCancelledAfter(string kind)
    {
        using var cancel = new CancellationTokenSource();
        return Run(
            told =>
            {
                if (told is RunEvent.StepFinished { Step: var step } && step.Kind == kind)
                {
                    cancel.Cancel();
                }
            },
            cancel.Token);
    }

    public RunReport Run(Action<RunEvent> listen, CancellationToken cancel = default)
    {
        Checked<Plan> plan = Plan();
        Assert.True(plan.Value is not null, string.Join("\n", plan.Diagnostics));
        RunReport report = RecipeRunner.Run(plan.Value, Bench, RunOptions, Listen, cancel);
        Sentences.AssertWhole(report.Diagnostics);
        return report;

        void Listen(RunEvent what)
        {
            Events.Add(what);
            listen(what);
        }
    }

    /// <summary>Reads of the chip what a run would change.</summary>
    public RunReport Look()
    {
        Checked<Plan> plan = Plan();
        Assert.True(plan.Value is not null, string.Join("\n", plan.Diagnostics));
        RunReport report = RecipeRunner.Look(plan.Value, Bench, RunOptions, Events.Add, CancellationToken.None);
        Sentences.AssertWhole(report.Diagnostics);
        return report;
    }

    public void Dispose()
    {
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }
}
