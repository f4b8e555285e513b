using System.CommandLine;
using IspRecipes.Devices.Catalog;
using IspRecipes.Devices.Links;
using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Runs;
using IspRecipes.Simulation;

namespace IspRecipes.Cli.Commands;

/// <summary>Which chip probe and read look at: a programmer, its port, and the part where it is known.</summary>
internal sealed class ChipOptions
{
    /// <summary>Its id, known or not.</summary>
    public Option<string> Programmer { get; } = new("--programmer")
    {
        Description = "Which programmer; 'isprecipe programmers' lists them.",
        HelpName = "ID",
        Required = true,
    };

    private readonly Option<string?> _port = new("--port", "-p")
    {
        Description = "/dev/ttyACM0, COM3, usb:VID:PID, net:HOST:PORT or auto; else ISPRECIPE_PORT, else auto.",
        HelpName = "PORT",
    };

    private readonly Option<int?> _baud = new("--baud") { Description = "Bits per second of the serial line.", HelpName = "N" };
    private readonly Option<string?> _mcu = new("--mcu") { Description = "Part that the chip must be; else the chip tells.", HelpName = "PART" };
    private readonly Option<bool> _simulate = new("--simulate") { Description = "Look at a virtual chip, --mcu; touches no device." };

    private readonly Option<string> _chip = VirtualChip.Option();

    public Option<bool> Json { get; } = Output.Json.Option();

    /// <param name="host">Whose ports a shell may offer.</param>
    public ChipOptions(CliHost host)
    {
        Programmer.CompletionSources.Add(_ => Completions.Programmers());
        _port.CompletionSources.Add(_ => Completions.Ports(host));
        _mcu.CompletionSources.Add(_ => Completions.Parts());
    }

    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { Programmer, _port, _baud, _mcu, _simulate, _chip, Json })
        {
            command.Options.Add(option);
        }

        command.Validators.Add(result =>
        {
            if (result.GetValue(_simulate) && result.GetValue(_mcu) is null)
            {
                result.AddError("--simulate needs --mcu: which chip shall there be?");
            }

            VirtualChip.Check(result, _chip, _simulate);
            if (result.GetValue(_chip) == VirtualChip.Clone && PartCatalog.Find(result.GetValue(_mcu) ?? "") is AvrPart part)
            {
                result.AddError($"--virtual-chip {VirtualChip.Clone}: there is no clone of the {part.Name}");
            }
        });
    }

    public ChipRequest Request(ParseResult parsed, CliHost host) => new(
        parsed.GetRequiredValue(Programmer),
        parsed.GetValue(_baud),
        parsed.GetValue(_port) ?? host.Environment("ISPRECIPE_PORT"),
        parsed.GetValue(_mcu));

    public RunOptions RunOptions(ParseResult parsed) => new() { Simulated = parsed.GetValue(_simulate) };

    public IBench Bench(ParseResult parsed, CliHost host)
    {
        // What does not go together is refused before a port is opened, on whichever bench.
        ProgrammerRow? programmer = ProgrammerCatalog.Find(parsed.GetRequiredValue(Programmer));
        return parsed.GetValue(_simulate) && programmer is not null && SimulatedBench.Programmers.Contains(programmer.Id)
            && PartCatalog.Find(parsed.GetValue(_mcu) ?? "") is { } part && part is Stm32Part == programmer.Reach is Reach.Swd
            ? VirtualChip.Bench(programmer.Id, part, parsed.GetRequiredValue(_chip))
            : host.Bench();
    }
}
