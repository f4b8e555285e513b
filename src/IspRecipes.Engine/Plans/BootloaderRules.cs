using IspRecipes.Devices.Images;
using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Recipes;
using IspRecipes.Engine.Steps;

namespace IspRecipes.Engine.Plans;

/// <summary>A file and the boot section: whether a bootloader lies where the fuses have it, and whether anything starts it.</summary>
internal sealed class BootloaderRules(FlashSections sections, DiagnosticBag found)
{
    public void Check(WrittenFile file)
    {
        if (file.Kind is { IsBootloader: true } kind)
        {
            CheckBootloader(file.Image, kind);
        }
        else if (file.Kind == FileKind.Application || file.Kind == FileKind.IspFirmware)
        {
            CheckApplication(file);
        }
        else if (file.Kind is null && file.Source.Kind is null)
        {
            CheckUnknown(file);
        }
    }

    private void CheckBootloader(MemoryImage file, FileKind kind)
    {
        if (sections.LargestBoot is not MemoryRegion largest)
        {
            return;
        }

        uint? first = file.FirstProgrammed(largest);
        if (first is null)
        {
            CheckStart(file.FirstProgrammed(0, largest.Start) is uint below and > 1 ? below : null);
            return;
        }

        CheckPath(kind);
        // What runs into the boot section without a gap, a sketch before the bootloader, hides where that begins.
        CheckStart(file.Programs(largest.Start - 1) ? null : first);
    }

    /// <param name="first">The bootloader's first byte other than 0xFF; null where nobody can tell.</param>
    private void CheckStart(uint? first)
    {
        // Instructions are words, and the low byte of the first one may be 0xFF.
        if (sections.Boot is MemoryRegion boot && first is uint address && (address & ~1u) != boot.Start)
        {
            sections.ReportBootSize(address & ~1u, found);
        }
    }

    private void CheckPath(FileKind kind)
    {
        if (sections.Deciding("BOOTRST") is not var (fuse, field, bootReset) || bootReset == 0)
        {
            return;
        }

        if (kind.NeedsBootReset)
        {
            Report(DiagnosticCode.BootResetNeeded, fuse, field, kind);
        }
        else if (sections.Part.FindField("HWBE") is null)
        {
            Report(DiagnosticCode.BootloaderNotEntered, fuse, field, kind);
        }
        else if (sections.Deciding("HWBE") is var (hardware, pin, off) && off == 1)
        {
            Report(DiagnosticCode.BootloaderNotEntered, hardware, pin, kind);
        }
    }

    private void Report(DiagnosticCode code, PlannedFuse fuse, FuseField field, FileKind kind)
    {
        FuseSetting setting = fuse.SettingOf(field);
        found.Add(code, setting.ValueWhere, setting.Words(), kind.Id);
    }

    /// <summary>An application may use all of flash if it gives up on a bootloader, but no reset may start in its middle.</summary>
    private void CheckApplication(WrittenFile file)
    {
        if ((sections.Boot ?? sections.SmallestBoot) is not MemoryRegion boot
            || file.Image.FirstProgrammed(boot) is not uint first)
        {
            return;
        }

        if (sections.Boot is not null
            && sections.Deciding("BOOTRST") is var (fuse, field, bootReset) && bootReset == 0)
        {
            FuseSetting setting = fuse.SettingOf(field);
            found.Add(
                DiagnosticCode.ResetIntoApplication, setting.ValueWhere, setting.Words(), boot.Start, file.Source.Name);
            return;
        }

        found.Add(
            DiagnosticCode.ApplicationInBootSection, file.Source.Path.Where, file.Source.Name, first, boot.Start);
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
