using System.CommandLine;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Recipes;

namespace IspRecipes.Cli.Commands;

/// <summary>What run, plan, validate, fetch and wiring take from outside the recipe.</summary>
internal sealed class RecipeOptions
{
    public Argument<string[]> Recipes { get; } = new("RECIPE")
    {
        Arity = ArgumentArity.OneOrMore,
    };

    public Option<string?> Programmer { get; } = new("--programmer")
    {
        Description = "Programmer in place of the recipe's; 'isprecipe programmers' lists them.",
        HelpName = "ID",
    };

    public Option<string?> Port { get; } = new("--port", "-p")
    {
        Description = "/dev/ttyACM0, COM3, usb:VID:PID, net:HOST:PORT or auto; else ISPRECIPE_PORT or the recipe's.",
        HelpName = "PORT",
    };

    public Option<int?> Baud { get; } = new("--baud") { Description = "Bits per second of the serial line.", HelpName = "N" };

    public Option<string[]> Set { get; } = new("--set")
    {
        Description = "Set a variable that the recipe declares, or with files.NAME=PATH the path of a file.",
        HelpName = "NAME=VALUE",
        Arity = ArgumentArity.ZeroOrMore,
    };

    public Option<bool> Json { get; } = Output.Json.Option();

    /// <param name="recipes">What becomes of the recipes, for the help.</param>
    /// <param name="host">Whose ports a shell may offer.</param>
    public RecipeOptions(string recipes, CliHost host)
    {
        Recipes.Description = recipes;
        Recipes.CompletionSources.Add(_ => [Completions.Recipes]);
        Port.CompletionSources.Add(_ => Completions.Ports(host));
        Programmer.CompletionSources.Add(_ => Completions.Programmers());
        Baud.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() is <= 0)
            {
                result.AddError("--baud takes a positive number of bits per second");
            }
        });
        Set.Validators.Add(result =>
        {
            foreach (string token in result.Tokens.Select(token => token.Value).Where(value => value.IndexOf('=') < 1))
            {
                result.AddError(Usage.Sentence(DiagnosticCode.UsageSet, token));
            }
        });
    }

    public void AddTo(Command command)
    {
        command.Arguments.Add(Recipes);
        foreach (Option option in new Option[] { Programmer, Port, Baud, Set, Json })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>For a command that looks at a recipe's files alone.</summary>
    public void AddFilesTo(Command command)
    {
        command.Arguments.Add(Recipes);
        command.Options.Add(Set);
        command.Options.Add(Json);
    }

    public RecipeInputs Inputs(ParseResult parsed, CliHost host)
    {
        Dictionary<string, string> set = [];
        foreach (string pair in parsed.GetValue(Set) ?? [])
        {
            int equals = pair.IndexOf('=');
            set[pair[..equals]] = pair[(equals + 1)..];
        }

        return new RecipeInputs
        {
            Programmer = parsed.GetValue(Programmer),
            Port = parsed.GetValue(Port),
            Baud = parsed.GetValue(Baud),
            Set = set,
            Environment = host.Environment,
        };
    }
}
