using System.CommandLine;
using IspRecipes.Cli.Output;
using IspRecipes.Devices.Links;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Plans;
using IspRecipes.Engine.Runs;
using IspRecipes.Simulation;

namespace IspRecipes.Cli.Commands;

/// <summary><c>isprecipe run RECIPE...</c>: the main job.</summary>
internal sealed class RunCommand
{
    private readonly CliHost host;
    private readonly RecipeOptions recipe = new();
    private readonly Option<bool> simulate = new("--simulate") { Description = "Flash a virtual chip through the real driver; touches no device." };
    private readonly Option<bool> yes = new("--yes", "-y") { Description = "Ask nothing. Never replaces the recipe's allow:." };
    private readonly Option<bool> events = new("--events") { Description = "A line of JSON per event on standard output." };
    private readonly Option<string?> report = new("--report") { Description = "Writes the report as JSON.", HelpName = "FILE" };
    private readonly Option<string?> trace = new("--trace") { Description = "Writes every frame on the wire.", HelpName = "FILE" };
    private readonly Option<bool> quiet = new("--quiet", "-q") { Description = "Errors only." };
    private readonly Option<bool> verbose = new("--verbose", "-v") { Description = "What each step cost on the wire." };

    private RunCommand(CliHost host) => this.host = host;

    public static Command Create(CliHost host) => new RunCommand(host).Build();

    private Command Build()
    {
        Command command = new("run", "Runs recipes: checks all of them first, then flashes one after the other.");
        recipe.AddTo(command);
        foreach (Option option in new Option[] { simulate, yes, events, report, trace, quiet, verbose })
        {
            command.Options.Add(option);
        }

        command.Validators.Add(result =>
        {
            if (result.GetValue(recipe.Json) && result.GetValue(events))
            {
                result.AddError("--json and --events both claim standard output: choose one.");
            }
        });
        command.SetAction(parsed => (int)Run(parsed));
        return command;
    }

    private ExitCode Run(ParseResult parsed)
    {
        List<Plan> plans = [];
        ExitCode refused = ExitCode.Done;
        foreach (string path in parsed.GetRequiredValue(recipe.Recipes))
        {
            Checked<Plan> plan = RecipeRunner.Plan(path, recipe.Inputs(parsed, host));
            Messages.Write(host, plan.Diagnostics.Where(d => d.Severity == Severity.Error || !parsed.GetValue(quiet)));
            if (plan.Value is { } good && !plan.HasErrors)
            {
                plans.Add(good);
            }
            else if (refused == ExitCode.Done)
            {
                refused = plan.Exit;
            }
        }

        return refused == ExitCode.Done ? Run(parsed, plans) : refused;
    }

    private ExitCode Run(ParseResult parsed, IReadOnlyList<Plan> plans)
    {
        using Interrupts interrupts = new();
        foreach (Plan plan in plans)
        {
            RunReport done = Run(parsed, plan, interrupts);
            if (done.Exit != ExitCode.Done)
            {
                return interrupts.Exit ?? done.Exit;
            }
        }

        return ExitCode.Done;
    }

    private RunReport Run(ParseResult parsed, Plan plan, Interrupts interrupts)
    {
        bool simulated = parsed.GetValue(simulate);
        IBench bench = simulated ? SimulatedBench.Of(plan.Programmer.Id, plan.Part) : host.Bench();
        using TextWriter? frames = parsed.GetValue(trace) is { } file ? File.CreateText(file) : null;
        RunOptions options = new()
        {
            Simulated = simulated,
            Confirm = simulated || parsed.GetValue(yes) || host.In is null ? null : Ask,
            Trace = frames,
        };
        RunReport result = Reporter(parsed).Follow(listen => RecipeRunner.Run(plan, bench, options, listen, interrupts.Token));
        if (parsed.GetValue(report) is { } path)
        {
            File.WriteAllText(path, ReportJson.Write(result));
        }

        if (parsed.GetValue(recipe.Json))
        {
            host.Out.WriteLine(ReportJson.Write(result));
        }
        else if (!parsed.GetValue(events) && !parsed.GetValue(quiet))
        {
            Summary.Write(host.Out, result);
        }

        return result;
    }

    private IRunReporter Reporter(ParseResult parsed)
    {
        Verbosity verbosity = parsed.GetValue(quiet) ? Verbosity.Quiet : parsed.GetValue(verbose) ? Verbosity.Verbose : Verbosity.Normal;
        return parsed.GetValue(events) ? new EventsReporter(host)
            : host.Animates && verbosity == Verbosity.Normal ? new TerminalReporter(host)
            : new PlainReporter(host, verbosity);
    }

    private bool Ask(Question question)
    {
        host.Error.Write($"{question.Text} [y/N] ");
        return host.In?.ReadLine()?.Trim() is "y" or "Y" or "yes";
    }
}
