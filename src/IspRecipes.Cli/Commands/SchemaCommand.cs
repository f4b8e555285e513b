using System.CommandLine;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Recipes.Documents;
using IspRecipes.Engine.Runs;

namespace IspRecipes.Cli.Commands;

/// <summary><c>isprecipe schema</c>: the JSON schema an editor completes recipes from.</summary>
internal static class SchemaCommand
{
    public static Command Create(CliHost host)
    {
        Argument<string> which = new("WHICH")
        {
            Description = "recipe or report.",
            HelpName = "WHICH",
            DefaultValueFactory = _ => "recipe",
        };
        which.AcceptOnlyFromAmong("recipe", "report");
        Command command = new("schema", "Prints the JSON schema of recipes, or of reports.") { which };
        command.SetAction(parsed =>
        {
            using Stream schema = parsed.GetValue(which) == "report" ? ReportJson.OpenSchema() : RecipeSchema.Open();
            host.Out.Write(new StreamReader(schema).ReadToEnd());
            return (int)ExitCode.Done;
        });
        return command;
    }
}
