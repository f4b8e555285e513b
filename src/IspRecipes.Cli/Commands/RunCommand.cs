using System.CommandLine;
using IspRecipes.Cli.Output;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Runs;

namespace IspRecipes.Cli.Commands;

/// <summary><c>isprecipe run RECIPE...</c>: the main job.</summary>
internal static class RunCommand
{
    private const string Description = """
        Checks all recipes, then flashes one after the other.

          isprecipe run board.yaml --simulate            flashes a virtual chip
          isprecipe run board.yaml --port /dev/ttyACM0   flashes the chip
          isprecipe run board.yaml --set keyboard=planck --report run.json
          isprecipe run board.yaml --if-changed          leaves a chip alone that holds it all
          isprecipe run board.yaml --backup saved        saves what is there first

        Everything is checked before a port is opened, and nothing is run after a run that failed. On a terminal a
        question is asked before fuses and lock bits are written.
        """;

    public static Command Create(CliHost host)
    {
        Command command = new("run", Description);
        RecipeOptions recipes = new("Recipe files, run one after the other.", host);
        recipes.AddTo(command);
        RunSettings settings = new(recipes);
        settings.AddTo(command);
        command.SetAction(parsed => (int)Run(host, recipes, settings.Read(parsed), parsed));
        return command;
    }

    private static ExitCode Run(CliHost host, RecipeOptions recipes, RunSettings.Choice choice, ParseResult parsed)
    {
        using Interrupts interrupts = new();
        string[] paths = parsed.GetRequiredValue(recipes.Recipes);
        EventStream? events = choice.Events ? new EventStream(host) : null;
        ExitCode exit = ExitCode.OurBug;
        try
        {
            events?.Begin(paths, choice.Simulated);
            exit = new RecipeSeries(host, choice, events, paths).Run(recipes.Inputs(parsed, host), interrupts);
        }
        finally
        {
            events?.End(exit);
        }

        return exit;
    }
}
