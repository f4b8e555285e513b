using System.CommandLine;
using IspRecipes.Devices.Catalog;
using IspRecipes.Engine.Recipes;

namespace IspRecipes.Cli.Commands;

/// <summary>What run, plan and validate take from outside the recipe.</summary>
internal sealed class RecipeOptions
{
    public Argument<string[]> Recipes { get; } = new("RECIPE")
    {
        Description = "Recipe files, run one after the other.",
        Arity = ArgumentArity.OneOrMore,
    };

    public Option<string?> Programmer { get; } = new("--programmer")
    {
        Description = "Programmer id in place of the recipe's.",
        HelpName = "ID",
    };

    public Option<string?> Port { get; } = new("--port", "-p")
    {
        Description = "Port: a device, usb:VID:PID, net:HOST:PORT or auto.",
        HelpName = "PORT",
    };

    public Option<int?> Baud { get; } = new("--baud") { Description = "Bits per second of the serial line.", HelpName = "N" };

    public Option<string[]> Set { get; } = new("--set")
    {
        Description = "Sets a declared variable, or a file's path with files.NAME=PATH.",
        HelpName = "NAME=VALUE",
        Arity = ArgumentArity.ZeroOrMore,
    };

    public Option<bool> Json { get; } = new("--json") { Description = "One JSON document on standard output." };

    public RecipeOptions()
    {
        Programmer.CompletionSources.Add(_ => ProgrammerCatalog.Ids.Select(id => new System.CommandLine.Completions.CompletionItem(id)));
        Baud.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() is <= 0)
            {
                result.AddError("--baud takes a positive number of bits per second.");
            }
        });
        Set.Validators.Add(result =>
        {
            foreach (string token in result.Tokens.Select(token => token.Value).Where(value => value.IndexOf('=') < 1))
            {
                result.AddError($"--set takes NAME=VALUE, not '{token}'.");
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
