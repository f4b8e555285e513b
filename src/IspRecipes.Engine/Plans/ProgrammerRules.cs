using IspRecipes.Devices.Catalog;
using IspRecipes.Devices.Images;
using IspRecipes.Devices.Programmers;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Recipes;

using static System.FormattableString;

namespace IspRecipes.Engine.Plans;

/// <summary>What a programmer's limits cost this recipe, and what its voltage does to this board.</summary>
internal static class ProgrammerRules
{
    /// <summary>
    /// Volts that a pin may stand above the chip's supply: absolute maximum ratings of every classic AVR, "voltage on any
    /// pin except RESET with respect to ground".
    /// </summary>
    private const double PinMargin = 0.5;

    public static void Check(Job job, FlashSections sections, DiagnosticBag found)
    {
        if (job.Programmer is not ProgrammerRow programmer)
        {
            return;
        }

        Located<double>? stated = job.Recipe.Programmer?.Supply;
        double? volts = stated?.Value ?? programmer.SupplyVolts;
        if (job.Recipe.Board.Supply is Located<double> supply && volts > supply.Value + PinMargin)
        {
            string? unless = stated is null ? $"{{ type: {programmer.Id}, supply: {Invariant($"{supply.Value}")} V }}" : null;
            string runs = stated is null ? "most often runs at" : "runs at";
            found.Add(DiagnosticCode.ProgrammerVoltage, supply.Where, programmer.Id, runs, volts, supply.Value, unless);
        }

        CheckReach(job, programmer, sections.Part.Flash, found);
    }

    /// <summary>Above its reach a programmer still gets at flash, one SPI instruction a byte.</summary>
    private static void CheckReach(Job job, ProgrammerRow programmer, MemoryRegion flash, DiagnosticBag found)
    {
        if (programmer.BlockReach is not uint reach || reach >= flash.End)
        {
            return;
        }

        long beyond = flash.End - reach;
        long written = job.Image(AvrMemory.Flash)?.Clip(reach, flash.End).ByteCount ?? 0;
        long verified = job.Recipe.Verify?.Value switch
        {
            _ when !job.Images.ContainsKey(AvrMemory.Flash) => 0,
            VerifyPolicy.None => 0,
            VerifyPolicy.WrittenPages => written,
            _ => beyond,
        };
        long saved = job.Recipe.Read.ContainsKey(AvrMemory.Flash) ? 2 * beyond : 0;
        if (written + verified + saved > 0)
        {
            SourceSpan where = job.Recipe.Programmer!.Type.Where;
            found.Add(
                DiagnosticCode.BlockReachExceeded, where,
                programmer.Id, reach, flash.End - 1, written + verified + saved);
        }
    }
}
