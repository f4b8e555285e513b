using System.CommandLine;
using System.CommandLine.Parsing;
using IspRecipes.Cli.Output;
using IspRecipes.Devices;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Plans;
using IspRecipes.Engine.Recipes;
using IspRecipes.Engine.Runs;

namespace IspRecipes.Cli.Commands;

/// <summary><c>isprecipe merge -o OUT FILE...</c>: one image of several files, by the rules of a recipe's <c>merge:</c>.</summary>
internal static class MergeCommand
{
    private const string Description = """
        Merges application and bootloader, or any images, into one file.

          isprecipe merge -o production.hex app.hex boot.hex
          isprecipe merge -o all.hex app.bin boot.hex --offset app.bin=0x08002000
          isprecipe merge -o all.hex app.hex boot.hex --clip boot.hex=0x7000-0x8000

        Different bytes at one address are an error; equal ones are none.
        """;

    public static Command Create(CliHost host)
    {
        Argument<string[]> files = new("FILE")
        {
            Description = "What is merged, in this order; - is standard input.",
            Arity = ArgumentArity.OneOrMore,
        };
        Option<string> output = new("--output", "-o") { Description = "Where it goes; - is standard output.", HelpName = "FILE", Required = true };
        files.CompletionSources.Add(_ => [Completions.Images]);
        output.CompletionSources.Add(_ => [Completions.Images]);
        Option<bool> force = new("--force") { Description = "Replace an output that is there already." };
        Option<bool> json = Json.Option();
        MergeSettings settings = new();
        Command command = new("merge", Description) { files, output };
        settings.AddTo(command);
        command.Options.Add(force);
        command.Options.Add(json);
        command.Validators.Add(result => Check(result, files, output, json));
        command.SetAction(parsed => (int)Merge(
            host, parsed, settings, parsed.GetRequiredValue(files), parsed.GetRequiredValue(output), parsed.GetValue(force), parsed.GetValue(json)));
        return command;
    }

    /// <summary>What the parser cannot tell by itself.</summary>
    private static void Check(CommandResult result, Argument<string[]> files, Option<string> output, Option<bool> json)
    {
        if (result.GetResult(output)?.Tokens is [{ Value: "" }] || (result.GetValue(files) ?? []).Contains(""))
        {
            result.AddError("a file without a name was given");
        }

        if (result.GetValue(json) && result.GetResult(output)?.Tokens is [{ Value: "-" }])
        {
            result.AddError("--json and -o - both claim standard output: choose one");
        }
    }

    private static ExitCode Merge(
        CliHost host, ParseResult parsed, MergeSettings settings, string[] paths, string output, bool force, bool json)
    {
        DiagnosticBag found = new();
        MergeRequest? request = Request(parsed, settings, paths, host, found);
        MergeTarget target = new(output, settings.Format(parsed), force);
        Checked<MergedFile> merged = request is null ? new(null, found.Sorted())
            : output == "-" ? Print(host, request, target)
            : RecipeRunner.Merge(request, target);
        Messages.Write(host, merged.Diagnostics);
        MergeSummary? summary = merged.Value is { } file ? new MergeSummary(file) : null;
        if (json)
        {
            Json.Write(host.Data, MergeSummary.Document(output, summary, merged.Diagnostics));
        }
        else
        {
            summary?.Write(output == "-" ? host.Error : host.Out, host);
        }

        return merged.Exit;
    }

    private static Checked<MergedFile> Print(CliHost host, MergeRequest request, MergeTarget target)
    {
        Checked<MergedFile> merged = RecipeRunner.Encode(request, target);
        try
        {
            using Stream output = host.Output();
            output.Write(merged.Value?.Content);
            return merged;
        }
        catch (IOException refused)
        {
            Fault fault = new(FaultCode.FileUnwritable, target.Path, refused.Message);
            return new(null, [.. merged.Diagnostics, DiagnosticCatalog.Of(fault)]);
        }
    }

    /// <summary>What is asked for; null where an option names no file of the merge.</summary>
    private static MergeRequest? Request(
        ParseResult parsed, MergeSettings settings, string[] paths, CliHost host, DiagnosticBag found)
    {
        ByFile<ClipSpec> clips = new("--clip", settings.Clips(parsed), paths, found);
        ByFile<long> offsets = new("--offset", settings.Offsets(parsed), paths, found);
        (byte? fill, ClipSpec? fillRange) = settings.Fill(parsed);
        return found.HasErrors ? null : new MergeRequest
        {
            Files = [.. paths.Select(path => new MergeFile(path, clips.Of(path)?.Value, offsets.Of(path)?.Value))],
            Mcu = settings.Mcu(parsed),
            BootSize = settings.BootSize(parsed),
            Fuses = settings.Fuses(parsed),
            OnOverlap = settings.OnOverlap(parsed),
            Fill = fill,
            FillRange = fillRange,
            StandardInput = host.Input,
        };
    }
}
