using System.CommandLine;
using IspRecipes.Cli.Help;
using IspRecipes.Engine.Diagnostics;

namespace IspRecipes.Cli.Commands;

/// <summary><c>isprecipe man</c>: the manual of all commands as a man page.</summary>
internal static class ManCommand
{
    private const string Description = """
        Prints the manual of all commands as a man page.

          isprecipe man | man -l -                       reads it
          isprecipe man > ~/.local/share/man/man1/isprecipe.1
        """;

    public static Command Create(CliHost host)
    {
        Command command = new("man", Description);
        command.SetAction(parsed =>
        {
            new ManPage(host.Data).Write(parsed.RootCommandResult.Command);
            return (int)ExitCode.Done;
        });
        return command;
    }
}
