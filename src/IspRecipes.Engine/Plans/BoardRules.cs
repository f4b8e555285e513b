using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Recipes;
using IspRecipes.Engine.Steps;

namespace IspRecipes.Engine.Plans;

/// <summary>Fuses and files against what the recipe says of the board: its clock and its supply.</summary>
internal sealed class BoardRules(BoardFacts board, FlashSections sections, DiagnosticBag found)
{
    /// <summary>
    /// Highest crystal, in Hz, that is specified for the small swing which CKOPT unprogrammed gives: ATmega32A datasheet
    /// (Microchip DS40002072A), crystal oscillator operating modes.
    /// </summary>
    private const double SmallSwing = 8e6;

    /// <summary>A brown-out level above the supply holds the chip in reset for ever.</summary>
    public void CheckBrownOut()
    {
        if (board.Supply is Located<double> supply
            && sections.Deciding("BODLEVEL") is var (fuse, field, value)
            && sections.Deciding("BODEN") is not (_, _, 1)
            && sections.Part.BrownOutVolts.ElementAtOrDefault(value) is double volts
            && volts > supply.Value)
        {
            FuseSetting setting = fuse.SettingOf(field);
            found.Add(DiagnosticCode.BrownOutAboveSupply, setting.ValueWhere, setting.Words(), volts, supply.Value);
        }
    }

    /// <summary>A crystal above what its oscillator is specified for; it works on many a board, and vendors ship it so.</summary>
    /// <param name="files">Where the board is silent, the clock they are built for counts.</param>
    public void CheckSwing(IEnumerable<WrittenFile> files)
    {
        if (sections.Deciding("CKOPT") is not var (fuse, field, swing) || swing == 0
            || sections.Deciding("CKSEL") is not var (clock, _, _)
            || sections.Part.ClockOf(clock.Change.Value)?.Class != ClockClass.Crystal)
        {
            return;
        }

        double? hertz = board.Clock?.Value.Hertz ?? files.Max(file => file.Hertz);
        if (hertz > SmallSwing)
        {
            FuseSetting setting = fuse.SettingOf(field);
            found.Add(DiagnosticCode.SmallSwingCrystal, setting.ValueWhere, setting.Words(), hertz / 1e6, SmallSwing / 1e6);
        }
    }
}
