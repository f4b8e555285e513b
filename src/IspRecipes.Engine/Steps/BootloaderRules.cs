using IspRecipes.Devices.Images;
using IspRecipes.Engine.Diagnostics;

namespace IspRecipes.Engine.Steps;

/// <summary>A file and the boot section: whether a bootloader lies where the fuses have it, and whether anything starts it.</summary>
internal sealed class BootloaderRules(FlashSections sections, DiagnosticBag found)
{
    public void Check(WrittenFile file)
    {
        CheckStart(file);
        if (IsApplication(file) && !StartsInTheMiddle(file))
        {
            CheckExtent(file);
        }
        else if (file.Kind is null && file.Source.Kind is null)
        {
            CheckUnknown(file);
        }
    }

    /// <summary>What a reset would start: the bootloader, and no application in its middle.</summary>
    public void CheckStart(WrittenFile file)
    {
        if (file.Kind is { IsBootloader: true } kind)
        {
            CheckBootloader(file, kind);
        }
        else if (StartsInTheMiddle(file) && sections.Decided("BOOTRST") is DecidedField reset)
        {
            found.Add(
                DiagnosticCode.ResetIntoApplication, reset.Where ?? file.KindWhere, reset.Words, sections.Boot!.Start, file.Source.Name);
        }
    }

    /// <summary>
    /// An image that is all the flash holds: a reset that starts the boot section must find the bootloader at its first byte;
    /// true, and reported, where it does not. What runs into the largest boot section without a gap is an application.
    /// </summary>
    public bool StartsInTheVoid(MemoryImage image, SourceSpan? where)
    {
        if (sections.Decided("BOOTRST")?.Value == 0
            && sections.Boot is MemoryRegion boot && !image.TryGet(boot.Start, out _)
            && sections.LargestBoot is MemoryRegion largest && !image.Programs(largest.Start - 1)
            && image.FirstProgrammed(largest) is uint start)
        {
            sections.ReportBootSize(start & ~1u, where, found);
            return true;
        }

        return false;
    }

    private void CheckBootloader(WrittenFile file, FileKind kind)
    {
        if (sections.LargestBoot is not MemoryRegion largest)
        {
            return;
        }

        uint? first = file.Image.FirstProgrammed(largest);
        if (first is null)
        {
            CheckSection(file.Image.FirstProgrammed(0, largest.Start) is uint below and > 1 ? below : null, file);
            return;
        }

        CheckPath(kind, file);
        // What runs into the boot section without a gap, a sketch before the bootloader, hides where that begins.
        CheckSection(file.Image.Programs(largest.Start - 1) ? null : first, file);
    }

    /// <param name="first">The bootloader's first byte other than 0xFF; null where nobody can tell.</param>
    private void CheckSection(uint? first, WrittenFile file)
    {
        // Instructions are words, and the low byte of the first one may be 0xFF.
        if (sections.Boot is MemoryRegion boot && first is uint address && (address & ~1u) != boot.Start)
        {
            sections.ReportBootSize(address & ~1u, file.KindWhere, found);
        }
    }

    private void CheckPath(FileKind kind, WrittenFile file)
    {
        if (sections.Decided("BOOTRST") is not DecidedField reset || reset.Value == 0)
        {
            return;
        }

        if (kind.NeedsBootReset)
        {
            Report(DiagnosticCode.BootResetNeeded, reset, kind, file);
        }
        else if (sections.Part.FindField("HWBE") is null)
        {
            Report(DiagnosticCode.BootloaderNotEntered, reset, kind, file);
        }
        else if (sections.Decided("HWBE") is { Value: 1 } pin)
        {
            Report(DiagnosticCode.BootloaderNotEntered, pin, kind, file);
        }
    }

    private void Report(DiagnosticCode code, DecidedField field, FileKind kind, WrittenFile file) =>
        found.Add(code, field.Where ?? file.KindWhere, field.Words, kind.Id);

    private static bool IsApplication(WrittenFile file) =>
        file.Kind == FileKind.Application || file.Kind == FileKind.IspFirmware;

    private bool StartsInTheMiddle(WrittenFile file) =>
        IsApplication(file) && sections.Decided("BOOTRST")?.Value == 0
        && sections.Boot is MemoryRegion boot && file.Image.FirstProgrammed(boot) is not null;

    /// <summary>An application may use all of flash if it gives up on a bootloader.</summary>
    private void CheckExtent(WrittenFile file)
    {
        if ((sections.Boot ?? sections.SmallestBoot) is MemoryRegion boot && file.Image.FirstProgrammed(boot) is uint first)
        {
            found.Add(
                DiagnosticCode.ApplicationInBootSection, file.Source.Path.Where, file.Source.Name, first, boot.Start);
        }
    }

    private void CheckUnknown(WrittenFile file)
    {
        if ((sections.Boot ?? sections.SmallestBoot) is MemoryRegion boot
            && file.Image.FirstProgrammed(boot) is not null
            && file.Image.FirstProgrammed(0, boot.Start) is not null)
        {
            found.Add(DiagnosticCode.FileSpansSections, file.Source.Path.Where, file.Source.Name, boot.Start);
        }
    }
}
