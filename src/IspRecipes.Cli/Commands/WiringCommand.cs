using System.CommandLine;
using IspRecipes.Cli.Output;
using IspRecipes.Devices.Catalog;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Plans;
using IspRecipes.Engine.Recipes;
using IspRecipes.Engine.Runs;

namespace IspRecipes.Cli.Commands;

/// <summary><c>isprecipe wiring RECIPE</c>: which pin of the programmer goes to which pin of the chip.</summary>
internal static class WiringCommand
{
    private const string Description = """
        Shows which pin of the programmer goes to which pin of the chip.

          isprecipe wiring board.yaml
          isprecipe wiring board.yaml --programmer usbasp

        Where several boards are programmers of that kind, each has a table.
        Opens no file but the recipe, and no port.
        """;

    public static Command Create(CliHost host)
    {
        Argument<string> recipe = new("RECIPE") { Description = "A recipe; its files need not be there." };
        recipe.CompletionSources.Add(_ => [Completions.Recipes]);
        Option<string?> programmer = new("--programmer") { Description = "Programmer in place of the recipe's; 'isprecipe programmers' lists them.", HelpName = "ID" };
        programmer.CompletionSources.Add(_ => Completions.Programmers());
        Option<bool> json = Json.Option();
        Command command = new("wiring", Description) { recipe, programmer, json };
        command.SetAction(parsed =>
        {
            RecipeInputs inputs = new() { Programmer = parsed.GetValue(programmer), Environment = host.Environment };
            Checked<WiringPlan> plan = RecipeRunner.Wiring(parsed.GetRequiredValue(recipe), inputs);
            Messages.Write(host, plan.Diagnostics);
            if (parsed.GetValue(json))
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
        host.Out.WriteLine($"{plan.Part.Name} through {plan.Programmer.Id}");
        foreach (Wiring wiring in plan.Choices)
        {
            host.Out.WriteLine();
            host.Out.WriteLine(wiring.Hardware);
            if (wiring.Wires.Count > 0)
            {
                Columns.Write(host.Out, ["  PROGRAMMER", "CHIP"], [.. wiring.Wires.Select(wire => (string[])[$"  {wire.Programmer}", wire.Target])]);
            }

            foreach (string note in wiring.Notes)
            {
                host.Out.WriteLine($"  - {note}");
            }
        }
    }

    private static object Document(Checked<WiringPlan> plan) => new
    {
        Mcu = plan.Value?.Part.Id,
        Programmer = plan.Value?.Programmer.Id,
        Choices = plan.Value?.Choices ?? [],
        Diagnostics = plan.Diagnostics.Select(Messages.Document),
    };
}
