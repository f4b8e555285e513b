using System.CommandLine;
using IspRecipes.Cli.Output;
using IspRecipes.Devices;
using IspRecipes.Devices.Images;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Plans;
using IspRecipes.Engine.Recipes;
using IspRecipes.Engine.Runs;
using IspRecipes.Engine.Steps;

namespace IspRecipes.Cli.Commands;

/// <summary><c>isprecipe merge -o OUT FILE...</c>: one image of several files, by the rules of a recipe's <c>merge:</c>.</summary>
internal static class MergeCommand
{
    private const string Description = """
        Merges images, such as an application and its bootloader, into one file.

          isprecipe merge -o production.hex app.hex boot.hex
          isprecipe merge -o production.hex app.hex Caterina-Leonardo.hex --mcu atmega32u4 --boot-size 4096 --clip Caterina-Leonardo.hex=boot-section
          isprecipe merge -o bluepill.hex boot.bin app.bin --offset boot.bin=0x08000000 --offset app.bin=0x08002000

        Different bytes at one address are an error; equal ones are none.
        """;

    public static Command Create(CliHost host)
    {
        Argument<string[]> files = new("FILE") { Description = "What is merged, in this order; - is standard input.", Arity = ArgumentArity.OneOrMore };
        Option<string> output = new("--output", "-o") { Description = "Where it goes; - is standard output.", HelpName = "FILE", Required = true };
        Option<bool> force = new("--force") { Description = "Replace an output that is there already." };
        Option<bool> json = new("--json") { Description = "One JSON document on standard output." };
        MergeSettings settings = new();
        Command command = new("merge", Description) { files, output };
        settings.AddTo(command);
        command.Options.Add(force);
        command.Options.Add(json);
        command.Validators.Add(result =>
        {
            if (result.GetValue(output) == "" || (result.GetValue(files) ?? []).Contains(""))
            {
                result.AddError("a file without a name was given");
            }

            if (result.GetValue(json) && result.GetValue(output) == "-")
            {
                result.AddError("--json and -o - both claim standard output: choose one");
            }
        });
        command.SetAction(parsed => (int)Merge(
            host, parsed, settings, parsed.GetRequiredValue(files), parsed.GetRequiredValue(output), parsed.GetValue(force), parsed.GetValue(json)));
        return command;
    }

    private static ExitCode Merge(
        CliHost host, ParseResult parsed, MergeSettings settings, string[] paths, string output, bool force, bool json)
    {
        DiagnosticBag found = new();
        MergeRequest? request = Request(parsed, settings, paths, host, found);
        CheckOutput(output, paths, force, found);
        Checked<MergedImage> merged = request is null ? new(null, []) : RecipeRunner.Merge(request);
        foreach (Diagnostic diagnostic in merged.Diagnostics)
        {
            found.Add(diagnostic);
        }

        ImageFormat format = settings.Format(parsed) ?? ImageSaving.FormatOf(output);
        byte[]? content = merged.Value is null || found.HasErrors ? null : Encode(output, format, merged.Value.Image, found);
        bool saved = content is not null && Save(host, output, content, force, found);
        IReadOnlyList<Diagnostic> diagnostics = found.Sorted();
        Messages.Write(host, diagnostics);
        MergeSummary? summary = saved ? new MergeSummary(output, format, content!, merged.Value!) : null;
        if (json)
        {
            Json.Write(host.Out, MergeSummary.Document(output, summary, diagnostics));
        }
        else
        {
            summary?.Write(output == "-" ? host.Error : host.Out, host);
        }

        return diagnostics.Exit();
    }

    /// <summary>What is asked for; null where an option names no file of the merge.</summary>
    private static MergeRequest? Request(
        ParseResult parsed, MergeSettings settings, string[] paths, CliHost host, DiagnosticBag found)
    {
        foreach (string twice in paths.GroupBy(path => path).Where(same => same.Count() > 1).Select(same => same.Key))
        {
            found.Add(DiagnosticCode.MergedTwice, null, twice);
        }

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

    private static void CheckOutput(string path, string[] inputs, bool force, DiagnosticBag found)
    {
        if (path == "-")
        {
            return;
        }

        string full = Path.GetFullPath(path);
        string? refusal = inputs.Any(input => input != "-" && Path.GetFullPath(input) == full) ? "it is one of the files merged" : ImageSaving.Refusal(path);
        if (refusal is not null)
        {
            found.Add(DiagnosticCatalog.Of(new Fault(FaultCode.FileUnwritable, path, refusal)));
        }
        else if (!force && File.Exists(path))
        {
            found.Add(DiagnosticCode.OutputExists, null, path);
        }
    }

    private static byte[]? Encode(string path, ImageFormat format, MemoryImage image, DiagnosticBag found)
    {
        if (ImageSaving.FaultOfWidth(path, format, image) is { } wide)
        {
            found.Add(DiagnosticCatalog.Of(wide));
            return null;
        }

        return ImageSaving.Encode(format, image);
    }

    private static bool Save(CliHost host, string path, byte[] content, bool force, DiagnosticBag found)
    {
        try
        {
            if (path == "-")
            {
                using Stream output = host.Output();
                output.Write(content);
            }
            else
            {
                ImageSaving.Save(path, content, replace: force);
            }

            return true;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            found.Add(DiagnosticCatalog.Of(new Fault(FaultCode.FileUnwritable, path, refused.Message)));
            return false;
        }
    }
}
