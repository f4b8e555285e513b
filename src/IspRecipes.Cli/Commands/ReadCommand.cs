using System.CommandLine;
using IspRecipes.Cli.Output;
using IspRecipes.Devices.Images;
using IspRecipes.Devices.Links;
using IspRecipes.Devices.Programmers;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Runs;
using IspRecipes.Engine.Steps;

namespace IspRecipes.Cli.Commands;

/// <summary><c>isprecipe read MEMORY FILE</c>: saves flash or EEPROM. Changes nothing on the chip.</summary>
internal static class ReadCommand
{
    public static Command Create(CliHost host)
    {
        Argument<string> memory = new("MEMORY") { Description = "flash or eeprom.", HelpName = "MEMORY" };
        memory.AcceptOnlyFromAmong("flash", "eeprom");
        Argument<string> file = new("FILE") { Description = "Where it goes: Intel HEX, or raw where the name ends in .bin." };
        ChipOptions options = new();
        Command command = new("read", "Saves flash or EEPROM to a file; changes nothing on the chip.") { memory, file };
        options.AddTo(command);
        command.SetAction(parsed =>
        {
            using Interrupts interrupts = new();
            if (ReportFile.Try(parsed.GetRequiredValue(memory), parsed.GetRequiredValue(file)) is { } unwritable)
            {
                Messages.Write(host, [unwritable]);
                return (int)unwritable.Exit;
            }

            IBench bench = options.Bench(parsed, host);
            Checked<MemoryReading> reading = ReadProgress.Follow(host, bench.Clock, parsed.GetRequiredValue(memory), progress => RecipeRunner.ReadMemory(
                options.Request(parsed, host),
                parsed.GetValue(memory) == "flash" ? AvrMemory.Flash : AvrMemory.Eeprom,
                bench,
                options.RunOptions(parsed),
                progress,
                interrupts.Token));
            Messages.Write(host, reading.Diagnostics);
            return (int)(reading.Value is { } read
                ? Save(host, read, parsed.GetRequiredValue(file), parsed.GetValue(options.Json))
                : interrupts.Exit ?? reading.Exit);
        });
        return command;
    }

    private static ExitCode Save(CliHost host, MemoryReading read, string path, bool json)
    {
        try
        {
            ImageSaving.Save(path, new MemoryImage(0, read.Content, new ImageSource(path)));
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            host.Error.WriteLine($"isprecipe: {path} cannot be written: {refused.Message}");
            return ExitCode.File;
        }

        if (json)
        {
            Json.Write(host.Out, new { Mcu = read.Part.Id, Memory = read.Memory.ToString().ToLowerInvariant(), Bytes = read.Content.Length, Path = path });
        }
        else
        {
            host.Out.WriteLine($"{path}: {Phrases.Bytes(read.Content.Length)} of {read.Part.Name} {read.Memory.ToString().ToLowerInvariant()}");
        }

        return ExitCode.Done;
    }
}
