using System.CommandLine;
using IspRecipes.Cli.Output;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Runs;

namespace IspRecipes.Cli.Commands;

/// <summary><c>isprecipe probe</c>: which chip is there, and what its fuses or option bytes say. Changes nothing.</summary>
internal static class ProbeCommand
{
    private const string Description = """
        Tells which chip is there and what its fuses or options hold.

          isprecipe probe --programmer avrisp --port /dev/ttyACM0
          isprecipe probe --programmer stlink-v2

        Nothing on the chip is changed.
        """;

    public static Command Create(CliHost host)
    {
        ChipOptions options = new(host);
        Command command = new("probe", Description);
        options.AddTo(command);
        command.SetAction(parsed =>
        {
            using Interrupts interrupts = new();
            Checked<ProbeReport> probe = RecipeRunner.Probe(
                options.Request(parsed, host), options.Bench(parsed, host), options.RunOptions(parsed));
            Messages.Write(host, probe.Diagnostics);
            if (parsed.GetValue(options.Json))
            {
                Json.Write(host.Data, ProbeDocuments.Of(parsed.GetRequiredValue(options.Programmer), probe));
            }
            else if (probe.Value is { } found)
            {
                ProbeText.Write(host, found);
            }

            return (int)(interrupts.Exit ?? probe.Exit);
        });
        return command;
    }
}
