using System.CommandLine;
using IspRecipes.Cli.Commands;
using IspRecipes.Engine.Diagnostics;

namespace IspRecipes.Cli;

/// <summary>The tree of commands, and what an exit code means.</summary>
internal static class CommandLine
{
    public static int Invoke(string[] args, CliHost host)
    {
        ParseResult parsed = Tree(host).Parse(args);
        if (parsed.Errors.Count > 0)
        {
            return Refuse(parsed, host);
        }

        return parsed.Invoke(new InvocationConfiguration
        {
            Output = host.Out,
            Error = host.Error,
            EnableDefaultExceptionHandler = false,
        });
    }

    public static RootCommand Tree(CliHost host) =>
        new("Declarative ISP flashing: a recipe says what the chip shall hold, isprecipe does the rest.")
        {
            RunCommand.Create(host),
            PlanCommand.Create(host),
            ValidateCommand.Create(host),
            ProbeCommand.Create(host),
            ReadCommand.Create(host),
            PortsCommand.Create(host),
            ProgrammersCommand.Create(host),
            PartsCommand.Create(host),
            SimulateCommand.Create(host),
            SchemaCommand.Create(host),
            ExplainCommand.Create(host),
            CompletionCommand.Create(host),
        };

    // System.CommandLine would print the whole help to stdout and exit with 1, which here means a defect of ours.
    private static int Refuse(ParseResult parsed, CliHost host)
    {
        foreach (string message in parsed.Errors.Select(error => error.Message).Distinct())
        {
            host.Error.WriteLine($"isprecipe: {message}");
        }

        string command = string.Join(' ', Path(parsed.CommandResult.Command));
        host.Error.WriteLine($"Try '{command} --help'.");
        return (int)ExitCode.Usage;
    }

    private static IEnumerable<string> Path(Command command) => command is RootCommand
        ? ["isprecipe"]
        : [.. command.Parents.OfType<Command>().SelectMany(Path), command.Name];
}
