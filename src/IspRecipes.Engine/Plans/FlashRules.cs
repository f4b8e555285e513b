using IspRecipes.Devices.Images;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Recipes;

namespace IspRecipes.Engine.Plans;

/// <summary>What a flash image and the fuses beside it would do to a chip that is erased for it.</summary>
/// <param name="board">What the recipe says of the board.</param>
/// <param name="sections">The part and the fuses.</param>
/// <param name="files">Knows what the recipe says of a file.</param>
/// <param name="found">Takes what is wrong.</param>
internal sealed class FlashRules(BoardFacts board, FlashSections sections, SourceFiles files, DiagnosticBag found)
{
    /// <summary>Bootloaders that a reset has to start: without BOOTRST nothing reaches them once an application is there.</summary>
    private static readonly string[] StartedByReset = ["caterina", "bootloadhid", "usbasploader"];

    public void Check(MemoryImage image, SourceSpan where)
    {
        CheckResetVector(image, where);
        if (!CheckBootStart(image)
            && (sections.Boot ?? sections.LargestBoot) is MemoryRegion boot && image.Clip(boot).IsEmpty)
        {
            found.Add(DiagnosticCode.ApplicationWithoutBootloader, where, sections.Part.Name, boot.Start);
        }

        foreach (IGrouping<string, ImageSegment> file in image.Segments.GroupBy(segment => segment.Source.Name))
        {
            if (files.Source(file.Key) is FileSource source)
            {
                CheckFile(source, file.First().Address);
            }
        }
    }

    /// <summary>A brown-out level above the supply holds the chip in reset for ever.</summary>
    public void CheckBrownOut()
    {
        if (board.Supply is Located<double> supply
            && sections.Deciding("BODLEVEL") is var (fuse, field, value)
            && sections.Part.BrownOutVolts.ElementAtOrDefault(value) is double volts
            && volts > supply.Value)
        {
            FuseSetting setting = fuse.SettingOf(field);
            found.Add(DiagnosticCode.BrownOutAboveSupply, setting.ValueWhere, setting.Words(), volts, supply.Value);
        }
    }

    /// <summary>An application without its first bytes: a lost record, or an offset gone wrong.</summary>
    private void CheckResetVector(MemoryImage image, SourceSpan where)
    {
        MemoryImage program = image.Clip(0, sections.LargestBoot?.Start ?? sections.Part.Flash.End);
        if (!program.IsEmpty && program.Start != 0)
        {
            found.Add(DiagnosticCode.ResetVectorMissing, where, program.Start);
        }
    }

    /// <summary>What is known of a file: its kind and the clock it was built for. Without these no check guesses.</summary>
    private void CheckFile(FileSource file, uint start)
    {
        if (file.Clock is Located<double> built
            && board.Clock is Located<BoardClock> clock
            && Math.Abs(built.Value - clock.Value.Hertz) > clock.Value.Hertz / 100)
        {
            found.Add(
                DiagnosticCode.FileClockMismatch, built.Where, file.Name, built.Value / 1e6, clock.Value.Hertz / 1e6);
        }

        if (file.Kind is not Located<string> kind)
        {
            return;
        }

        if (StartedByReset.Contains(kind.Value)
            && sections.Deciding("BOOTRST") is var (fuse, field, bootReset) && bootReset == 1)
        {
            FuseSetting setting = fuse.SettingOf(field);
            found.Add(DiagnosticCode.BootResetNeeded, setting.ValueWhere, setting.Words(), kind.Value);
        }

        if (sections.LargestBoot is MemoryRegion largest && start >= largest.Start
            && sections.Boot is MemoryRegion boot && start != boot.Start)
        {
            ReportBootSize(boot, start);
        }
    }

    /// <summary>A reset that starts the boot section must find something at its first byte; true where it does not.</summary>
    private bool CheckBootStart(MemoryImage image)
    {
        bool resetStartsBoot = sections.Deciding("BOOTRST") is var (_, _, bootReset) && bootReset == 0;
        bool startsInTheVoid = resetStartsBoot
            && sections.Boot is MemoryRegion boot && !image.TryGet(boot.Start, out _)
            && sections.LargestBoot is MemoryRegion largest && !image.Clip(largest).IsEmpty;
        if (startsInTheVoid)
        {
            ReportBootSize(sections.Boot!, image.Clip(sections.LargestBoot!).Start);
        }

        return startsInTheVoid;
    }

    private void ReportBootSize(MemoryRegion boot, uint start)
    {
        if (sections.Deciding("BOOTSZ") is var (fuse, field, _))
        {
            FuseSetting setting = fuse.SettingOf(field);
            found.Add(DiagnosticCode.BootSizeMismatch, setting.ValueWhere, setting.Words(), boot.Start, start);
        }
    }
}
