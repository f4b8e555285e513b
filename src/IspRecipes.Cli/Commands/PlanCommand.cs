using System.CommandLine;
using IspRecipes.Cli.Output;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Plans;
using IspRecipes.Engine.Runs;

namespace IspRecipes.Cli.Commands;

/// <summary><c>isprecipe plan</c>: the steps of a run and what they write; with <c>--live</c>, what they would change in the chip.</summary>
internal static class PlanCommand
{
    private const string Description = """
        Prints what a run would do, or change in the chip.

          isprecipe plan board.yaml                              the steps, and the bytes they write
          isprecipe plan board.yaml --origins                    says also where each value stands
          isprecipe plan board.yaml --live --port /dev/ttyACM0   what they would change in the chip
          isprecipe plan board.yaml --json

        No port is opened without --live. That checks everything as a run does, reads the chip and writes nothing: fuses and lock bits old -> new, flash as ranges, what becomes of the EEPROM, and what a chip erase would lose.
        """;

    public static Command Create(CliHost host)
    {
        RecipeOptions options = new("Recipe files.", host);
        Command command = new("plan", Description);
        options.AddTo(command);
        Option<bool> origins = new("--origins") { Description = "Say of each value which file and line, option or variable it is from." };
        command.Options.Add(origins);
        LiveOptions live = new(options, origins);
        live.AddTo(command);
        command.SetAction(parsed => (int)(live.Wants(parsed)
            ? live.Look(host, parsed.GetRequiredValue(options.Recipes)[0], parsed)
            : Print(host, options, parsed.GetValue(origins), parsed)));
        return command;
    }

    private static ExitCode Print(CliHost host, RecipeOptions options, bool origins, ParseResult parsed)
    {
        ExitCode exit = ExitCode.Done;
        bool json = parsed.GetValue(options.Json);
        List<(string, Checked<Plan>)> plans = [];
        foreach (string path in parsed.GetRequiredValue(options.Recipes))
        {
            Checked<Plan> plan = RecipeRunner.Plan(path, options.Inputs(parsed, host));
            Messages.Write(host, plan.Diagnostics);
            exit = exit == ExitCode.Done ? plan.Exit : exit;
            plans.Add((path, plan));
            if (plan.Value is { } good && !json)
            {
                host.Out.Write(PlanPrinter.Print(good));
                host.Out.Write(origins ? PlanPrinter.PrintOrigins(good.Recipe) : "");
            }
        }

        if (json)
        {
            host.Data.Write(PlanJson.Write(plans));
        }

        return exit;
    }
}
