using System.CommandLine;
using IspRecipes.Cli.Output;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Runs;

namespace IspRecipes.Cli.Commands;

/// <summary><c>isprecipe identify</c>: which chip is there, and which bootloader it holds. Changes nothing.</summary>
internal static class IdentifyCommand
{
    private const string Description = """
        Tells which bootloader a chip holds, and what its fuses do.

          isprecipe identify --programmer avrisp --port /dev/ttyACM0
          isprecipe identify --programmer usbasp --file Caterina-promicro16.hex
          isprecipe identify --programmer stlink-v2

        A published bootloader is told by the hash of its boot section, which is proof; others by USB ids and by where they have bytes, which is likeness; with --file one is compared byte for byte. Nothing on the chip is changed. A read-protected chip answers with junk: its flash is not looked at, and the exit code is 9.
        """;

    public static Command Create(CliHost host)
    {
        ChipOptions options = new(host);
        Option<string[]> files = new("--file") { Description = "Hold the boot section against this file; may be given more than once.", HelpName = "FILE" };
        files.CompletionSources.Add(_ => [Completions.AnyFile]);
        Command command = new("identify", Description);
        options.AddTo(command);
        command.Options.Add(files);
        command.SetAction(parsed =>
        {
            using Interrupts interrupts = new();
            Checked<Identification> identified = RecipeRunner.Identify(
                options.Request(parsed, host), parsed.GetValue(files) ?? [], options.Bench(parsed, host), options.RunOptions(parsed), interrupts.Token);
            Messages.Write(host, identified.Diagnostics);
            if (parsed.GetValue(options.Json))
            {
                Json.Write(host.Data, IdentificationOutput.Document(parsed.GetRequiredValue(options.Programmer), identified));
            }
            else if (identified.Value is { } found)
            {
                IdentificationOutput.Write(host, found);
            }

            return (int)(interrupts.Exit ?? identified.Exit);
        });
        return command;
    }
}
