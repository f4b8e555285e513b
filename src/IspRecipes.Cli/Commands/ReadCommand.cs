using System.CommandLine;
using IspRecipes.Cli.Output;
using IspRecipes.Devices;
using IspRecipes.Devices.Images;
using IspRecipes.Devices.Links;
using IspRecipes.Devices.Parts;
using IspRecipes.Devices.Programmers;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Runs;
using IspRecipes.Engine.Steps;

namespace IspRecipes.Cli.Commands;

/// <summary><c>isprecipe read MEMORY FILE</c>: saves flash or EEPROM. Changes nothing on the chip.</summary>
internal static class ReadCommand
{
    private const string Description = """
        Saves flash or EEPROM to a file; changes nothing on the chip.

          isprecipe read flash backup.hex --programmer usbasp
          isprecipe read eeprom eeprom.bin --programmer avrisp --port auto
        """;

    public static Command Create(CliHost host)
    {
        Argument<string> memory = new("MEMORY") { Description = "flash or eeprom.", HelpName = "MEMORY" };
        memory.AcceptOnlyFromAmong("flash", "eeprom");
        Argument<string> file = new("FILE") { Description = "Where it goes: Intel HEX, or raw where the name ends in .bin." };
        file.CompletionSources.Add(_ => [Completions.Images]);
        ChipOptions options = new(host);
        Command command = new("read", Description) { memory, file };
        options.AddTo(command);
        command.SetAction(parsed => (int)Read(host, parsed, options, parsed.GetRequiredValue(memory), parsed.GetRequiredValue(file)));
        return command;
    }

    private static ExitCode Read(CliHost host, ParseResult parsed, ChipOptions options, string what, string path)
    {
        using Interrupts interrupts = new();
        IBench bench = options.Bench(parsed, host);
        Checked<MemoryReading> reading = ReportFile.Try(what, path) is { } unwritable
            ? new(null, [unwritable])
            : ReadProgress.Follow(host, bench.Clock, what, progress => RecipeRunner.ReadMemory(
                options.Request(parsed, host),
                what == "flash" ? AvrMemory.Flash : AvrMemory.Eeprom,
                bench,
                options.RunOptions(parsed),
                progress,
                interrupts.Token));
        Diagnostic? unsaved = reading.Value is { } read ? Save(read, path) : null;
        IReadOnlyList<Diagnostic> diagnostics = unsaved is null ? reading.Diagnostics : [.. reading.Diagnostics, unsaved];
        Messages.Write(host, diagnostics);
        Tell(host, diagnostics.Exit() == ExitCode.Done ? reading.Value : null, what, path, diagnostics, parsed.GetValue(options.Json));
        return reading.Value is null ? interrupts.Exit ?? reading.Exit : diagnostics.Exit();
    }

    /// <summary>What kept it from being saved; null for nothing.</summary>
    private static Diagnostic? Save(MemoryReading read, string path)
    {
        try
        {
            ImageSaving.Save(path, new MemoryImage(read.Address, read.Content, new ImageSource(path)));
            return null;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return DiagnosticCatalog.Of(new Fault(FaultCode.FileUnwritable, path, refused.Message));
        }
    }

    private static void Tell(
        CliHost host, MemoryReading? saved, string memory, string path, IReadOnlyList<Diagnostic> diagnostics, bool json)
    {
        if (json)
        {
            Json.Write(host.Data, new
            {
                Mcu = saved?.Parts is [Part only] ? only.Id : null,
                Memory = memory,
                Bytes = saved?.Content.Length,
                Path = path,
                Diagnostics = diagnostics.Select(Messages.Document),
            });
        }
        else if (saved is not null)
        {
            string part = saved.Parts is [Part only] ? $"{only.Name} " : "";
            host.Out.WriteLine($"{path}: {Phrases.Bytes(saved.Content.Length)} of {part}{memory}");
        }
    }
}
