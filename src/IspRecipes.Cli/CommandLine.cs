using System.CommandLine;
using System.CommandLine.Help;
using IspRecipes.Cli.Commands;
using IspRecipes.Cli.Help;
using IspRecipes.Cli.Output;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Runs;

namespace IspRecipes.Cli;

/// <summary>The tree of commands, and what an exit code means.</summary>
internal static class CommandLine
{
    private const string Description = """
        Declarative ISP flashing: a recipe says what the chip shall hold, isprecipe does the rest.

          isprecipe new board.yaml                       writes a recipe from answers
          isprecipe run board.yaml --simulate            flashes a virtual chip
          isprecipe plan board.yaml                      shows what a run would do
          isprecipe run board.yaml --port /dev/ttyACM0   does it
          isprecipe merge -o all.hex app.hex boot.hex    puts two files together

        'isprecipe COMMAND --help' tells more; 'isprecipe man' prints all of it as a man page.

        Exit codes: 0 done, 2 usage, 3 recipe, 4 file, 5 port, 6 communication, 7 wrong chip,
        8 verify, 9 refused as unsafe, 130 Ctrl-C, 143 SIGTERM; 1 is a bug of isprecipe.
        """;

    public static int Invoke(string[] args, CliHost host)
    {
        LossyWriter output = new(host.Out);
        host = (host with { Out = output, Error = new LossyWriter(host.Error) }).Folded();
        int exit = Answer(args, host);
        host.Out.Flush();
        return output.Loss is null ? exit : Unwritten(host, "standard output", output.Loss, exit);
    }

    private static int Answer(string[] args, CliHost host)
    {
        LookOptions look = new();
        ParseResult parsed = Tree(host, look).Parse(args);
        host.Look = look.Of(parsed, host);
        if (args.Length == 0)
        {
            new HelpPage(host.Error, host.Width()).Write(parsed.RootCommandResult.Command);
            return (int)ExitCode.Usage;
        }

        string[] errors = [.. Usage.Errors(parsed)];
        return errors.Length > 0 ? Refuse(parsed, errors, host) : Invoke(parsed, host);
    }

    public static RootCommand Tree(CliHost host) => Tree(host, new LookOptions());

    private static RootCommand Tree(CliHost host, LookOptions look)
    {
        RootCommand root = new(Description)
        {
            NewCommand.Create(host),
            FindCommand.Create(host),
            RunCommand.Create(host),
            PlanCommand.Create(host),
            ValidateCommand.Create(host),
            FetchCommand.Create(host),
            WiringCommand.Create(host),
            ProbeCommand.Create(host),
            IdentifyCommand.Create(host),
            ReadCommand.Create(host),
            MergeCommand.Create(host),
            InspectCommand.Create(host),
            PortsCommand.Create(host),
            ProgrammersCommand.Create(host),
            DoctorCommand.Create(host),
            PartsCommand.Create(host),
            FusesCommand.Create(host),
            SimulateCommand.Create(host),
            SchemaCommand.Create(host),
            ExplainCommand.Create(host),
            CompletionCommand.Create(host),
            ManCommand.Create(host),
        };
        look.AddTo(root);
        HelpOption help = root.Options.OfType<HelpOption>().Single();
        help.Description = "Show this page.";
        help.Action = new ShowHelp(host);
        VersionOption version = root.Options.OfType<VersionOption>().Single();
        version.Description = "Show the version.";
        version.Action = new ShowVersion(host);
        root.Directives.Clear();
        root.Directives.Add(new CompletionDirective(host));
        return root;
    }

    private static int Invoke(ParseResult parsed, CliHost host)
    {
        try
        {
            return parsed.Invoke(new InvocationConfiguration
            {
                Output = host.Out,
                Error = host.Error,
                EnableDefaultExceptionHandler = false,
            });
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return Unwritten(host, "what the command writes", refused, (int)ExitCode.Done);
        }
        catch (Exception bug)
        {
            Messages.Write(host, [DiagnosticCatalog.Of(DiagnosticCode.Internal, null, $"{bug.GetType().Name}: {bug.Message}")]);
            host.Error.WriteLine(bug.StackTrace);
            return (int)ExitCode.OurBug;
        }
    }

    /// <summary>What failed before says more than that it could not be told.</summary>
    private static int Unwritten(CliHost host, string what, Exception reason, int exit)
    {
        Diagnostic unwritten = DiagnosticCatalog.Of(DiagnosticCode.OutputUnwritable, null, what, reason.Message);
        Messages.Write(host, [unwritten]);
        return (ExitCode)exit is ExitCode.Done or ExitCode.Changes ? (int)unwritten.Exit : exit;
    }

    // System.CommandLine would print the whole help to stdout and exit with 1, which here means a defect of ours.
    private static int Refuse(ParseResult parsed, string[] errors, CliHost host)
    {
        foreach (string error in errors)
        {
            host.Error.WriteLine($"isprecipe: {error}");
        }

        host.Error.WriteLine($"Try '{string.Join(' ', Path(parsed.CommandResult.Command))} --help'.");
        return (int)ExitCode.Usage;
    }

    private static IEnumerable<string> Path(Command command) => command is RootCommand
        ? ["isprecipe"]
        : [.. command.Parents.OfType<Command>().SelectMany(Path), command.Name];
}
