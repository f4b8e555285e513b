using System.CommandLine;
using IspRecipes.Cli.Output;
using IspRecipes.Devices.Catalog;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Plans;
using IspRecipes.Engine.Runs;

namespace IspRecipes.Cli.Commands;

/// <summary><c>isprecipe wiring RECIPE</c>: which pin of the programmer goes to which pin of the chip.</summary>
internal static class WiringCommand
{
    private const string Description = """
        Shows which pin of the programmer goes to which pin of the chip.

          isprecipe wiring board.yaml
          isprecipe wiring board.yaml --programmer usbasp

        Where several boards are programmers of that kind, each has a table. A chip below
        5 V ('board: { supply: 3.3 V }') is wired to no 5 V. Of a recipe for a programmer's
        own firmware it shows how that programmer is wired to a target.
        Opens no file but the recipe, and no port.
        """;

    public static Command Create(CliHost host)
    {
        Argument<string> recipe = new("RECIPE") { Description = "A recipe; its files need not be there." };
        recipe.CompletionSources.Add(_ => [Completions.Recipes]);
        RecipeOptions options = new("", host);
        Command command = new("wiring", Description) { recipe, options.Programmer, options.Set, options.Json };
        command.SetAction(parsed =>
        {
            Checked<WiringPlan> plan = RecipeRunner.Wiring(parsed.GetRequiredValue(recipe), options.Inputs(parsed, host));
            Messages.Write(host, plan.Diagnostics);
            if (parsed.GetValue(options.Json))
            {
                Json.Write(host.Data, Document(plan));
            }
            else if (plan.Value is { } good)
            {
                Write(host, good);
            }

            return (int)plan.Exit;
        });
        return command;
    }

    private static void Write(CliHost host, WiringPlan plan)
    {
        host.Out.WriteLine($"{plan.Part?.Name ?? "A target"} through {plan.Programmer.Id}");
        foreach (Wiring wiring in plan.Choices)
        {
            host.Out.WriteLine();
            host.Out.WriteLine(wiring.Hardware);
            if (wiring.Wires.Count > 0)
            {
                Columns.Write(host.Out, ["  PROGRAMMER", "CHIP"], [.. wiring.Wires.Select(wire => (string[])[$"  {wire.Programmer ?? "not connected"}", wire.Target])]);
            }

            foreach (string note in wiring.Notes)
            {
                host.Out.WriteLine($"  - {note}");
            }
        }
    }

    private static object Document(Checked<WiringPlan> plan) => new
    {
        Mcu = plan.Value?.Part?.Id,
        Programmer = plan.Value?.Programmer.Id,
        Choices = plan.Value?.Choices ?? [],
        Diagnostics = plan.Diagnostics.Select(Messages.Document),
    };
}
