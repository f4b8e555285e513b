// Flashes by a recipe, shows the progress, and keeps the report in the working directory:
//
//     dotnet run -- ../../recipes/demo.yaml --simulate       a virtual board
//     dotnet run -- board.yaml                               a real one
using IspRecipes.Devices.Links;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Plans;
using IspRecipes.Engine.Recipes;
using IspRecipes.Engine.Runs;
using IspRecipes.Hardware;
using IspRecipes.Simulation;

if (args is not [string recipe, .. string[] options])
{
    Console.Error.WriteLine("usage: flash RECIPE [--simulate]");
    return (int)ExitCode.Usage;
}

bool simulated = options.Contains("--simulate");
DiagnosticRenderer renderer = new(path => File.Exists(path) ? File.ReadAllText(path) : null);
using CancellationTokenSource cancel = new();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true; // the run ends by itself, as soon as the chip is ready
    cancel.Cancel();
};

RunReport report = RecipeRunner.Run(
    recipe,
    new RecipeInputs { Environment = Environment.GetEnvironmentVariable },
    BenchFor,
    new RunOptions { Simulated = simulated },
    Tell,
    cancel.Token);
File.WriteAllText("report.json", ReportJson.Write(report));
return (int)report.Exit;

IBench BenchFor(Plan plan) => simulated && plan is { Programmer: { } programmer, Part: { } part }
    ? new SimulatedBench(programmer.Id, part)
    : new HardwareBench();

void Tell(RunEvent told)
{
    switch (told)
    {
        case RunEvent.StepProgressed progress when !Console.IsOutputRedirected:
            Console.Write($"{100 * progress.Done / progress.Total,8} %\r");
            break;
        case RunEvent.StepFinished finished:
            Console.WriteLine($"{finished.Step.Outcome,-10} {finished.Step.Title}");
            break;
        case RunEvent.Reported reported:
            Console.Error.Write(renderer.Render(reported.Diagnostic));
            break;
    }
}
