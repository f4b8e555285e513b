using System.CommandLine;
using IspRecipes.Cli.Output;
using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Runs;
using IspRecipes.Engine.Steps;

namespace IspRecipes.Cli.Commands;

/// <summary><c>isprecipe probe</c>: which chip is there, and what its fuses say. Changes nothing.</summary>
internal static class ProbeCommand
{
    public static Command Create(CliHost host)
    {
        ChipOptions options = new();
        Command command = new("probe", "Reads signature, fuses, lock and calibration of the chip; changes nothing.");
        options.AddTo(command);
        command.SetAction(parsed =>
        {
            using Interrupts interrupts = new();
            Checked<ProbeReport> probe = RecipeRunner.Probe(
                options.Request(parsed, host), options.Bench(parsed, host), options.RunOptions(parsed));
            Messages.Write(host, probe.Diagnostics);
            if (parsed.GetValue(options.Json))
            {
                Json.Write(host.Out, Document(parsed.GetRequiredValue(options.Programmer), probe));
            }
            else if (probe.Value is { } found)
            {
                Show(host, found);
            }

            return (int)(interrupts.Exit ?? probe.Exit);
        });
        return command;
    }

    private static void Show(CliHost host, ProbeReport found)
    {
        host.Out.WriteLine($"programmer   {found.Programmer} on {found.Port}, {found.ProgrammerIdentity}");
        host.Out.WriteLine($"signature    {found.Signature}");
        host.Out.WriteLine(found.Parts.Count == 0
            ? "part         not in the catalogue; 'isprecipe parts' lists what is"
            : $"part         {string.Join(" or ", found.Parts.Select(part => part.Name))}");
        foreach ((FuseId id, byte value) in found.Fuses)
        {
            host.Out.WriteLine($"{FuseNames.Of(id),-12} 0x{value:X2}  {FuseNames.Fields(found.Parts[0].Fuse(id)!, value)}");
        }

        if (found.Calibration.Count > 0)
        {
            host.Out.WriteLine($"calibration  {string.Join(' ', found.Calibration.Select(value => $"{value:X2}"))}");
        }

        if (found.IsReadProtected)
        {
            host.Out.WriteLine("Read-protected: flash and EEPROM would read as junk until the chip is erased.");
        }
    }

    private static object Document(string programmer, Checked<ProbeReport> probe) => new
    {
        Programmer = programmer,
        probe.Value?.ProgrammerIdentity,
        probe.Value?.Port,
        Signature = probe.Value?.Signature.ToString(),
        Parts = (probe.Value?.Parts ?? []).Select(part => part.Id),
        Fuses = probe.Value?.Fuses.ToDictionary(pair => FuseNames.Of(pair.Key), pair => $"0x{pair.Value:X2}"),
        Calibration = (probe.Value?.Calibration ?? []).Select(value => $"0x{value:X2}"),
        ReadProtected = probe.Value?.IsReadProtected,
        Diagnostics = probe.Diagnostics.Select(Messages.Document),
    };
}
