using System.CommandLine;
using IspRecipes.Cli.Output;
using IspRecipes.Devices.Links;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Plans;
using IspRecipes.Engine.Runs;

namespace IspRecipes.Cli.Commands;

/// <summary>What <c>plan</c> takes to look at the chip: whether it does, which chip, and what the exit code tells.</summary>
internal sealed class LiveOptions(RecipeOptions recipes)
{
    private readonly Option<bool> _live = new("--live") { Description = "Read the chip, write nothing, and print what a run would change." };
    private readonly Option<bool> _simulate = new("--simulate") { Description = "With --live: look at a virtual chip through the real driver." };
    private readonly Option<string> _chip = VirtualChip.Option();
    private readonly Option<bool> _detailedExitCode = new("--detailed-exitcode")
    {
        Description = "With --live: exit with 10 where a run would change what the recipe asks for, 0 where nothing differs.",
    };

    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { _live, _simulate, _chip, _detailedExitCode })
        {
            command.Options.Add(option);
        }

        command.Validators.Add(result =>
        {
            foreach (Option option in new Option[] { _simulate, _detailedExitCode })
            {
                if (result.GetResult(option) is { Implicit: false } && !result.GetValue(_live))
                {
                    result.AddError($"{option.Name} needs --live: without it no chip is looked at");
                }
            }

            VirtualChip.Check(result, _chip, _simulate);

            if (result.GetValue(_live) && result.GetResult(recipes.Recipes)?.Tokens.Count > 1)
            {
                result.AddError("--live takes one recipe: the next would find what this one leaves");
            }
        });
    }

    /// <summary>True where the chip is to be read.</summary>
    public bool Wants(ParseResult parsed) => parsed.GetValue(_live);

    /// <summary>Plans the recipe, looks at the chip, and tells what a run would change.</summary>
    public ExitCode Look(CliHost host, string path, ParseResult parsed)
    {
        using Interrupts interrupts = new();
        string kind = parsed.GetRequiredValue(_chip);
        Checked<Plan> plan = VirtualChip.Refuse(RecipeRunner.PlanLook(path, recipes.Inputs(parsed, host)), kind);
        Messages.Write(host, plan.Diagnostics);
        RunReport? report = plan.Value is { } good && !plan.HasErrors ? Look(host, good, kind, parsed.GetValue(_simulate), interrupts) : null;
        if (parsed.GetValue(recipes.Json))
        {
            host.Data.Write(LiveJson.Write(path, plan, report));
        }
        else if (report is not null)
        {
            Summary.WriteLook(host, plan.Value!, report);
        }

        return report is null ? plan.Exit
            : report is { Exit: ExitCode.Done, Difference.IsPending: true } && parsed.GetValue(_detailedExitCode) ? ExitCode.Changes
            : report.Exit;
    }

    private static RunReport Look(CliHost host, Plan plan, string kind, bool simulated, Interrupts interrupts)
    {
        IBench bench = simulated ? VirtualChip.Bench(plan.Programmer!.Id, plan.Part!, kind) : host.Bench();
        RunOptions options = new() { Simulated = simulated, Terminated = () => interrupts.Exit == ExitCode.Terminated };
        return RecipeRunner.Look(plan, bench, options, new LinesReporter(host, Verbosity.Normal).Show, interrupts.Token);
    }
}
