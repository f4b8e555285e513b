using System.CommandLine;
using IspRecipes.Cli.Output;
using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Plans;
using IspRecipes.Engine.Runs;

namespace IspRecipes.Cli.Commands;

/// <summary><c>isprecipe inspect FILE...</c>: what is in a file, where it lies, and what is wrong with it.</summary>
internal static class InspectCommand
{
    private const string Description = """
        Tells what is in image files, and where it lies in a part.

          isprecipe inspect boot.hex
          isprecipe inspect production.hex --mcu atmega32u4
          isprecipe inspect bluepill.hex --mcu stm32f103c8

        Read are Intel HEX, Motorola S-record, ELF and raw binary.
        """;

    public static Command Create(CliHost host)
    {
        Argument<string[]> files = new("FILE") { Description = "Files; - is standard input.", Arity = ArgumentArity.OneOrMore };
        files.CompletionSources.Add(_ => [Completions.Images]);
        Option<string?> mcu = new("--mcu")
        {
            Description = "Part that it is for: its sections or vector table, and where its flash ends.",
            HelpName = "PART",
        };
        mcu.CompletionSources.Add(_ => Completions.Parts());
        Option<bool> json = new("--json") { Description = "One JSON document on standard output, an array of what is said of each file." };
        Command command = new("inspect", Description) { files, mcu, json };
        command.Validators.Add(result =>
        {
            if ((result.GetValue(files) ?? []).Contains(""))
            {
                result.AddError("a file without a name was given");
            }
        });
        command.SetAction(parsed =>
        {
            string? name = parsed.GetValue(mcu);
            Part? part = name is null ? null : PartCatalog.Find(name);
            if (name is not null && part is null)
            {
                return (int)Messages.Refuse(host, Usage.UnknownPart(name));
            }

            return (int)Inspect(host, parsed.GetRequiredValue(files), part, parsed.GetValue(json));
        });
        return command;
    }

    private static ExitCode Inspect(CliHost host, string[] paths, Part? part, bool json)
    {
        List<object> documents = [];
        ExitCode exit = ExitCode.Done;
        foreach (string path in paths)
        {
            Checked<FileInspection> inspected = RecipeRunner.Inspect(path, part, host.Input);
            exit = exit == ExitCode.Done ? inspected.Exit : exit;
            if (json)
            {
                documents.Add(InspectionDocument.Of(path, inspected));
                continue;
            }

            if (inspected.Value is { } inspection)
            {
                new InspectionText(host, inspection).Write();
            }

            Messages.Write(host, inspected.Diagnostics);
        }

        if (json)
        {
            Json.Write(host.Data, documents);
        }

        return exit;
    }
}
