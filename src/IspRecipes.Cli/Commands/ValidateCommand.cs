using System.CommandLine;
using IspRecipes.Cli.Output;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Plans;
using IspRecipes.Engine.Runs;

namespace IspRecipes.Cli.Commands;

/// <summary><c>isprecipe validate</c>: reads recipe, files, images and fuses, and says all that is wrong. Opens no port.</summary>
internal static class ValidateCommand
{
    private const string Description = """
        Checks recipes and their files; opens no port.

          isprecipe validate board.yaml
          isprecipe validate boards/*.yaml --json
        """;

    public static Command Create(CliHost host)
    {
        RecipeOptions options = new("Recipe files.", host);
        Command command = new("validate", Description);
        options.AddTo(command);
        command.SetAction(parsed =>
        {
            List<Diagnostic> all = [];
            ExitCode exit = ExitCode.Done;
            foreach (string path in parsed.GetRequiredValue(options.Recipes))
            {
                Checked<Plan> plan = RecipeRunner.Plan(path, options.Inputs(parsed, host));
                all.AddRange(plan.Diagnostics);
                exit = exit == ExitCode.Done ? plan.Exit : exit;
                if (!parsed.GetValue(options.Json))
                {
                    Messages.Write(host, plan.Diagnostics);
                    host.Out.WriteLine(plan.HasErrors ? $"{path}: invalid" : $"{path}: valid");
                }
            }

            if (parsed.GetValue(options.Json))
            {
                Json.Write(host.Data, all.Select(Messages.Document));
            }

            return (int)exit;
        });
        return command;
    }
}
