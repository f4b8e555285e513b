using System.CommandLine;
using IspRecipes.Cli.Output;
using IspRecipes.Devices.Links;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Plans;
using IspRecipes.Engine.Runs;

namespace IspRecipes.Cli.Commands;

/// <summary><c>isprecipe run RECIPE...</c>: the main job.</summary>
internal static class RunCommand
{
    public static Command Create(CliHost host)
    {
        Command command = new("run", "Checks all recipes first, then flashes one after the other; stops at the first that fails.");
        RecipeOptions recipes = new("Recipe files, run one after the other.");
        recipes.AddTo(command);
        RunSettings settings = new(recipes);
        settings.AddTo(command);
        command.SetAction(parsed => (int)Run(host, recipes, settings.Read(parsed), parsed));
        return command;
    }

    private static ExitCode Run(CliHost host, RecipeOptions recipes, RunSettings.Choice choice, ParseResult parsed)
    {
        List<Plan> plans = [];
        List<RunReport> refused = [];
        Diagnostic? unwritable = choice.TryFiles();
        foreach (string path in parsed.GetRequiredValue(recipes.Recipes))
        {
            Checked<Plan> plan = RecipeRunner.Plan(path, recipes.Inputs(parsed, host));
            plan = VirtualChip.Refusal(plan.Value?.Part, choice.Chip) is { } refusal ? new(null, [.. plan.Diagnostics, refusal]) : plan;
            Messages.Write(host, plan.Diagnostics.Where(d => d.Severity == Severity.Error || choice.Verbosity != Verbosity.Quiet));
            IReadOnlyList<Diagnostic> diagnostics = unwritable is null ? plan.Diagnostics : [.. plan.Diagnostics, unwritable];
            plans.AddRange(plan.Value is { } good ? [good] : []);
            refused.AddRange(diagnostics.Exit() == ExitCode.Done ? [] : [RunReport.OfChecks(path, choice.Simulated, diagnostics)]);
        }

        Messages.Write(host, unwritable is null ? [] : [unwritable]);
        return refused.Count == 0 ? new Series(host, choice).Run(plans) : Refuse(host, choice, refused, parsed.GetRequiredValue(recipes.Recipes).Length);
    }

    /// <summary>Tells machines of recipes that failed their checks; people were told already.</summary>
    private static ExitCode Refuse(CliHost host, RunSettings.Choice choice, IReadOnlyList<RunReport> refused, int recipes)
    {
        if (choice.Json)
        {
            host.Out.Write(ReportJson.Write(refused, recipes));
        }

        foreach (RunReport report in choice.Events ? refused : [])
        {
            EventsReporter.Write(host, [.. report.Diagnostics.Select(found => new RunEvent.Reported(found)), new RunEvent.RunFinished(report)]);
        }

        return refused[0].Exit;
    }

    /// <summary>The runs of one command line.</summary>
    private sealed class Series(CliHost host, RunSettings.Choice choice)
    {
        private readonly List<RunReport> _reports = [];

        public ExitCode Run(IReadOnlyList<Plan> plans)
        {
            using Interrupts interrupts = new();
            using TextWriter? frames = choice.Trace is null ? null : File.CreateText(choice.Trace);
            foreach (Plan plan in plans)
            {
                RunReport report = Run(plan, frames, interrupts);
                _reports.Add(report);
                if (choice.PrintsSummary)
                {
                    RunSummary.Write(host.Out, plan, report);
                }

                if (report.Failure is not null)
                {
                    break;
                }
            }

            return Finish(plans.Count);
        }

        private RunReport Run(Plan plan, TextWriter? frames, Interrupts interrupts)
        {
            IBench bench = choice.Simulated && plan is { Programmer: { } programmer, Part: { } part }
                ? VirtualChip.Bench(programmer.Id, part, choice.Chip)
                : host.Bench();
            IRunReporter reporter = choice.Reporter(host);
            RunOptions options = new()
            {
                Simulated = choice.Simulated,
                Terminated = () => interrupts.Exit == ExitCode.Terminated,
                Trace = frames,
                Confirm = choice.Asks && host.In is not null ? Ask : null,
            };
            return reporter.Follow(listen => RecipeRunner.Run(plan, bench, options, listen, interrupts.Token));

            bool Ask(Engine.Steps.Question question)
            {
                reporter.Settle();
                return Questions.Ask(host, question, interrupts.Token);
            }
        }

        private ExitCode Finish(int recipes)
        {
            if (choice.Json)
            {
                host.Out.Write(ReportJson.Write(_reports, recipes));
            }

            Diagnostic? unwritten = choice.Report is null ? null : ReportFile.Write(choice.Report, _reports, recipes);
            Messages.Write(host, unwritten is null ? [] : [unwritten]);
            ExitCode exit = _reports.Select(report => report.Exit).FirstOrDefault(code => code != ExitCode.Done);
            return exit == ExitCode.Done && unwritten is not null ? unwritten.Exit
                : exit == ExitCode.Done && choice.DetailedExitCode && _reports.Exists(report => report.ChangedChip) ? ExitCode.Changes
                : exit;
        }
    }
}
