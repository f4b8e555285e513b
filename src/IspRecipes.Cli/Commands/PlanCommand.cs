using System.CommandLine;
using IspRecipes.Cli.Output;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Plans;
using IspRecipes.Engine.Runs;

namespace IspRecipes.Cli.Commands;

/// <summary><c>isprecipe plan</c>: the steps of a run and what they write. Opens no port.</summary>
internal static class PlanCommand
{
    private const string Description = """
        Prints what a run would do, step by step; opens no port.

          isprecipe plan board.yaml
          isprecipe plan board.yaml --origins     says also where each value stands
          isprecipe plan board.yaml --json
        """;

    public static Command Create(CliHost host)
    {
        RecipeOptions options = new("Recipe files.", host);
        Command command = new("plan", Description);
        options.AddTo(command);
        Option<bool> origins = new("--origins") { Description = "Say of each value which file and line, option or variable it is from." };
        command.Options.Add(origins);
        command.SetAction(parsed =>
        {
            ExitCode exit = ExitCode.Done;
            bool json = parsed.GetValue(options.Json);
            List<(string, Checked<Plan>)> plans = [];
            foreach (string path in parsed.GetRequiredValue(options.Recipes))
            {
                Checked<Plan> plan = RecipeRunner.Plan(path, options.Inputs(parsed, host));
                Messages.Write(host, plan.Diagnostics);
                exit = exit == ExitCode.Done ? plan.Exit : exit;
                plans.Add((path, plan));
                if (plan.Value is { } good && !json)
                {
                    host.Out.Write(PlanPrinter.Print(good));
                    host.Out.Write(parsed.GetValue(origins) ? PlanPrinter.PrintOrigins(good.Recipe) : "");
                }
            }

            if (json)
            {
                host.Data.Write(PlanJson.Write(plans));
            }

            return (int)exit;
        });
        return command;
    }
}
