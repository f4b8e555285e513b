using System.CommandLine;
using System.CommandLine.Parsing;
using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Plans;
using IspRecipes.Simulation;
using IspRecipes.Simulation.Chips;

namespace IspRecipes.Cli.Commands;

/// <summary>Which chip a simulated run meets: as the factory ships it, read protected, or another maker's.</summary>
internal static class VirtualChip
{
    public const string New = "new", Locked = "locked", Clone = "clone";

    public static SimulatedBench Bench(string programmer, Part part, string kind)
    {
        SimulatedBench bench = kind == Clone && part is Stm32Part copied
            ? new SimulatedBench(copied, silicon: Stm32Silicon.Cks32)
            : new SimulatedBench(programmer, part);
        if (kind == Locked && part is AvrPart avr)
        {
            byte lockBits = avr.Lock.Field("LB")?.Mask ?? 0b11;
            bench.Chip.Preset(FuseId.Lock, (byte)~lockBits);
        }
        else if (kind == Locked)
        {
            bench.Stm32.Preset(bench.Stm32.StoredOptions.With(OptionByteId.Rdp, 0x00)); // any value but the one that lifts it
        }

        return bench;
    }

    public static Option<string> Option()
    {
        Option<string> option = new("--virtual-chip")
        {
            Description = "What --simulate meets: a new chip, a locked (read protected) one, or a clone of an STM32.",
            HelpName = "KIND",
            DefaultValueFactory = _ => New,
        };
        option.AcceptOnlyFromAmong(New, Locked, Clone);
        return option;
    }

    /// <summary>Adds an error where a virtual chip is asked for and none is simulated.</summary>
    public static void Check(CommandResult result, Option<string> chip, Option<bool> simulate)
    {
        if (result.GetResult(chip) is { Implicit: false } && !result.GetValue(simulate))
        {
            result.AddError($"{chip.Name} needs {simulate.Name}: a real chip is what it is");
        }
    }

    /// <summary>The plan; refused where there is no such chip of its part.</summary>
    public static Checked<Plan> Refuse(Checked<Plan> plan, string kind) => kind == Clone && plan.Value?.Part is AvrPart part
        ? new(null, [.. plan.Diagnostics, DiagnosticCatalog.Of(DiagnosticCode.NoCloneOfPart, null, part.Name)])
        : plan;
}
