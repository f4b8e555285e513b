using System.CommandLine;
using IspRecipes.Cli.Output;
using IspRecipes.Devices.Links;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Plans;
using IspRecipes.Engine.Runs;
using IspRecipes.Engine.Steps;
using IspRecipes.Simulation;

namespace IspRecipes.Cli.Commands;

/// <summary><c>isprecipe run RECIPE...</c>: the main job.</summary>
internal sealed class RunCommand
{
    private readonly CliHost _host;
    private readonly RecipeOptions _recipe = new();
    private readonly Option<bool> _simulate = new("--simulate") { Description = "Flash a virtual chip through the real driver; touches no device." };
    private readonly Option<bool> _yes = new("--yes", "-y") { Description = "Ask nothing. Never replaces the recipe's allow:." };
    private readonly Option<bool> _events = new("--events") { Description = "A line of JSON per event on standard output." };
    private readonly Option<string?> _report = new("--report") { Description = "Writes the report as JSON.", HelpName = "FILE" };
    private readonly Option<string?> _trace = new("--trace") { Description = "Writes every frame on the wire.", HelpName = "FILE" };
    private readonly Option<bool> _quiet = new("--quiet", "-q") { Description = "Errors only." };
    private readonly Option<bool> _verbose = new("--verbose", "-v") { Description = "What each step cost on the wire." };

    private RunCommand(CliHost host) => _host = host;

    public static Command Create(CliHost host) => new RunCommand(host).Build();

    private Command Build()
    {
        Command command = new("run", "Runs recipes: checks all of them first, then flashes one after the other.");
        _recipe.AddTo(command);
        foreach (Option option in new Option[] { _simulate, _yes, _events, _report, _trace, _quiet, _verbose })
        {
            command.Options.Add(option);
        }

        command.Validators.Add(result =>
        {
            if (result.GetValue(_recipe.Json) && result.GetValue(_events))
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
        foreach (string path in parsed.GetRequiredValue(_recipe.Recipes))
        {
            Checked<Plan> plan = RecipeRunner.Plan(path, _recipe.Inputs(parsed, _host));
            Messages.Write(_host, plan.Diagnostics.Where(d => d.Severity == Severity.Error || !parsed.GetValue(_quiet)));
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
        bool simulated = parsed.GetValue(_simulate);
        IBench bench = simulated && plan is { Programmer: { } programmer, Part: { } part }
            ? new SimulatedBench(programmer.Id, part)
            : _host.Bench();
        using TextWriter? frames = parsed.GetValue(_trace) is { } file ? File.CreateText(file) : null;
        RunOptions options = new()
        {
            Simulated = simulated,
            Confirm = simulated || parsed.GetValue(_yes) || _host.In is null ? null : Ask,
            Trace = frames,
        };
        RunReport result = Reporter(parsed).Follow(listen => RecipeRunner.Run(plan, bench, options, listen, interrupts.Token));
        if (parsed.GetValue(_report) is { } path)
        {
            File.WriteAllText(path, ReportJson.Write(result));
        }

        if (parsed.GetValue(_recipe.Json))
        {
            _host.Out.WriteLine(ReportJson.Write(result));
        }
        else if (!parsed.GetValue(_events) && !parsed.GetValue(_quiet))
        {
            Summary.Write(_host.Out, result);
        }

        return result;
    }

    private IRunReporter Reporter(ParseResult parsed)
    {
        Verbosity verbosity = parsed.GetValue(_quiet) ? Verbosity.Quiet : parsed.GetValue(_verbose) ? Verbosity.Verbose : Verbosity.Normal;
        return parsed.GetValue(_events) ? new EventsReporter(_host)
            : _host.Animates && verbosity == Verbosity.Normal ? new TerminalReporter(_host)
            : new PlainReporter(_host, verbosity);
    }

    private bool Ask(Question question)
    {
        _host.Error.WriteLine(question.Text);
        foreach (string detail in question.Details)
        {
            _host.Error.WriteLine($"  {detail}");
        }

        _host.Error.Write("[y/N] ");
        return _host.In?.ReadLine()?.Trim() is "y" or "Y" or "yes";
    }
}
