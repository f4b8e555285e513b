using IspRecipes.Devices.Catalog;
using IspRecipes.Devices.Images;
using IspRecipes.Devices.Programmers;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Recipes;
using IspRecipes.Engine.Steps;

using static System.FormattableString;

namespace IspRecipes.Engine.Plans;

/// <summary>What a programmer's limits cost this recipe, and what its voltage does to this board.</summary>
internal static class ProgrammerRules
{
    public static void Check(Job job, FlashSections sections, DiagnosticBag found)
    {
        if (job.Programmer is not ProgrammerRow programmer)
        {
            return;
        }

        CheckVoltage(job.Recipe, programmer, found);
        CheckReach(job, programmer, sections.Part.Flash, found);
    }

    /// <summary>What stands above the board's supply would be fed into it.</summary>
    public static void CheckVoltage(Recipe recipe, ProgrammerRow programmer, DiagnosticBag found)
    {
        Located<double>? stated = recipe.Programmer?.Supply;
        double? volts = stated?.Value ?? programmer.SupplyVolts;
        if (recipe.Board.Supply is Located<double> supply && volts > supply.Value + ProgrammerRow.PinMargin)
        {
            string? unless = stated is null ? $"{{ type: {programmer.Id}, supply: {Invariant($"{supply.Value}")} V }}" : null;
            string runs = stated is null ? "most often runs at" : "runs at";
            found.Add(DiagnosticCode.ProgrammerVoltage, supply.Where, programmer.Id, runs, volts, supply.Value, unless);
        }
    }

    /// <summary>
    /// Above its reach a programmer reads flash one SPI instruction a byte. Writing costs nothing more: a page's address goes
    /// with the instruction that commits it.
    /// </summary>
    private static void CheckReach(Job job, ProgrammerRow programmer, MemoryRegion flash, DiagnosticBag found)
    {
        if (programmer.BlockReach is not uint reach || reach >= flash.End)
        {
            return;
        }

        VerifyPolicy verify = job.Recipe.Verify?.Value ?? VerifyPolicy.Full;
        long verified = verify == VerifyPolicy.None ? 0 : (job.Image(AvrMemory.Flash)?.Paginate(flash) ?? [])
            .Where(page => IsBeyond(page.Address, reach) && !(verify == VerifyPolicy.WrittenPages && job.ErasesChip && page.IsBlank))
            .Sum(page => (long)page.Bytes.Length);
        long segments = (flash.Size + IspInstructions.SegmentLength - 1) / IspInstructions.SegmentLength;
        long saved = job.Recipe.Read.ContainsKey(AvrMemory.Flash) ? 2 * (flash.Size - (segments * reach)) : 0;
        if (verified + saved > 0)
        {
            string? shorter = verified > 0 && verify == VerifyPolicy.Full
                ? "; 'verify: written-pages' checks less, and reads no page of nothing but 0xFF"
                : null;
            found.Add(
                DiagnosticCode.BlockReachExceeded, job.Recipe.Programmer!.Type.Where,
                programmer.Id, reach, verified + saved, Minutes(verified + saved), shorter);
        }
    }

    private static bool IsBeyond(uint address, uint reach) => address % IspInstructions.SegmentLength >= reach;

    /// <summary>A control transfer takes one to three frames of a millisecond.</summary>
    private static string Minutes(long transfers)
    {
        const int LeastPerMinute = 20_000, MostPerMinute = 60_000;
        long most = (transfers + LeastPerMinute - 1) / LeastPerMinute;
        return most == 1 ? "a minute at most" : $"{Math.Max(1, transfers / MostPerMinute)} to {most} minutes";
    }
}
