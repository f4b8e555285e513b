using System.CommandLine;
using IspRecipes.Cli.Output;
using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Runs;
using IspRecipes.Hardware.Posix;
using IspRecipes.Simulation;

namespace IspRecipes.Cli.Commands;

/// <summary><c>isprecipe simulate</c>: the virtual programmer on a pty, for avrdude or any other program.</summary>
internal static class SimulateCommand
{
    private const string Description = """
        Serves a virtual programmer on a pseudo-terminal until Ctrl-C.

          isprecipe simulate --mcu atmega328p --link ./port
          isprecipe simulate --programmer stk500v2 --real-time
        """;

    public static Command Create(CliHost host)
    {
        Option<string> programmer = new("--programmer")
        {
            Description = "Programmer to imitate.",
            HelpName = "ID",
            DefaultValueFactory = _ => "avrisp",
        };
        Option<string> mcu = new("--mcu") { Description = "Chip behind it.", HelpName = "PART", DefaultValueFactory = _ => "atmega32u4" };
        Option<string?> link = new("--link") { Description = "Symbolic link to the port, removed at the end.", HelpName = "PATH" };
        Option<bool> realTime = new("--real-time") { Description = "Answer as late as the board would; else at once." };
        mcu.CompletionSources.Add(_ => Completions.Parts());
        link.CompletionSources.Add(_ => [Completions.AnyFile]);
        programmer.CompletionSources.Add([.. SimulatedBench.SerialProgrammers]);
        Command command = new("simulate", Description) { programmer, mcu, link, realTime };
        command.SetAction(parsed => (int)Simulate(
            host, parsed.GetRequiredValue(programmer), parsed.GetRequiredValue(mcu), parsed.GetValue(link), parsed.GetValue(realTime)));
        return command;
    }

    private static ExitCode Simulate(CliHost host, string programmer, string mcu, string? link, bool realTime)
    {
        if (WhyNot(programmer) is string reason)
        {
            return Messages.Refuse(host, reason);
        }

        if (AvrCatalog.Find(mcu) is not { } part)
        {
            return Messages.Refuse(host, WhyNoChip(mcu));
        }

        SimulatedBench bench = new(programmer, part);
        bench.Chip.DeafAfterReset = TimeSpan.Zero; // as on silicon: avrdude waits for a Bus Pirate's target not at all
        return Serve(host, bench, $"{programmer} with a factory-new {part.Name}", link, realTime);
    }

    /// <summary>Why a programmer cannot be served here; null where it can.</summary>
    private static string? WhyNot(string programmer) => programmer switch
    {
        _ when SimulatedBench.SerialProgrammers.Contains(programmer) => null,
        _ when SimulatedBench.Programmers.Contains(programmer) =>
            $"{programmer} is a USB device, and a pseudo-terminal is a serial port\n    'run RECIPE --simulate' flashes through the virtual one;"
            + $" served here are {string.Join(", ", SimulatedBench.SerialProgrammers)}",
        _ => $"{Usage.Unknown("virtual programmer", programmer, SimulatedBench.SerialProgrammers)}\n"
            + $"    served here are {string.Join(", ", SimulatedBench.SerialProgrammers)}",
    };

    private static string WhyNoChip(string part) => Stm32Catalog.Find(part) is { } stm32
        ? $"{stm32.Name} is reached through an ST-Link, which is a USB device\n    'run RECIPE --simulate' flashes a virtual one"
        : Usage.UnknownPart(part);

    private static ExitCode Serve(CliHost host, SimulatedBench bench, string what, string? link, bool realTime)
    {
        using Interrupts interrupts = new();
        try
        {
            using Pty pty = Pty.Open(link);
            using CancellationTokenRegistration stop = interrupts.Token.Register(pty.Dispose);
            host.Out.WriteLine(link ?? pty.Device);
            host.Out.Flush();
            host.Error.WriteLine($"Serving {what} there until Ctrl-C.");
            new TwinServer(bench.Programmer, bench.Clock) { RealTime = realTime }.Serve(pty, interrupts.Token);
            return ExitCode.Done;
        }
        catch (Exception refused) when (refused is IOException or PlatformNotSupportedException)
        {
            host.Error.WriteLine($"isprecipe: {refused.Message}");
            return ExitCode.Port;
        }
    }
}
