using System.CommandLine;
using IspRecipes.Cli.Output;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Plans;
using IspRecipes.Engine.Recipes.Documents;
using IspRecipes.Engine.Runs;

namespace IspRecipes.Cli.Commands;

/// <summary><c>isprecipe schema</c>: the JSON schema an editor completes recipes from, and those of what machines read.</summary>
internal static class SchemaCommand
{
    private const string Description = """
        Prints the JSON schema of recipes, plans, reports or events.

          isprecipe schema > isprecipe.schema.json
          isprecipe schema events
        """;

    public static Command Create(CliHost host)
    {
        Argument<string> which = new("WHICH")
        {
            Description = "recipe, plan, report or events.",
            HelpName = "WHICH",
            DefaultValueFactory = _ => "recipe",
        };
        which.AcceptOnlyFromAmong("recipe", "plan", "report", "events");
        Command command = new("schema", Description) { which };
        command.SetAction(parsed =>
        {
            using Stream schema = parsed.GetValue(which) switch
            {
                "plan" => PlanJson.OpenSchema(),
                "report" => ReportJson.OpenSchema(),
                "events" => EventStream.OpenSchema(),
                _ => RecipeSchema.Open(),
            };
            host.Data.Write(new StreamReader(schema).ReadToEnd());
            return (int)ExitCode.Done;
        });
        return command;
    }
}
