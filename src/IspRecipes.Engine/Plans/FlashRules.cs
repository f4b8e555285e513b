using IspRecipes.Devices;
using IspRecipes.Devices.Images;
using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Recipes;

namespace IspRecipes.Engine.Plans;

/// <summary>What a flash image and the fuses beside it would do to a chip that is erased for it.</summary>
internal sealed class FlashRules(Recipe recipe, FlashSections sections, DiagnosticBag found)
{
    /// <summary>Bootloaders that a reset has to start: without BOOTRST nothing reaches them once an application is there.</summary>
    private static readonly string[] StartedByReset = ["caterina", "bootloadhid", "usbasploader"];

    public void Check(MemoryImage image, SourceSpan where)
    {
        if (sections.LargestBoot is not MemoryRegion largest)
        {
            CheckResetVector(image, sections.Part.Flash, where);
            return;
        }

        MemoryRegion boot = sections.Boot ?? largest;
        CheckResetVector(image, sections.Part.Flash with { Size = boot.Start }, where);
        if (image.Clip(boot).IsEmpty)
        {
            found.Add(DiagnosticCode.ApplicationWithoutBootloader, where, sections.Part.Name, boot.Start);
        }

        CheckBootStart(image, boot, largest);
        CheckBootReset();
        CheckClock();
        CheckBrownOut();
    }

    /// <summary>An application without its first bytes: a lost record, or an offset gone wrong.</summary>
    private void CheckResetVector(MemoryImage image, MemoryRegion application, SourceSpan where)
    {
        MemoryImage program = image.Clip(application);
        if (!program.IsEmpty && program.Start != application.Start)
        {
            found.Add(DiagnosticCode.ResetVectorMissing, where, program.Start);
        }
    }

    /// <summary>BOOTSZ must put the boot section where the bootloader starts.</summary>
    private void CheckBootStart(MemoryImage image, MemoryRegion boot, MemoryRegion largest)
    {
        if (sections.Deciding("BOOTSZ") is not var (fuse, field, _))
        {
            return;
        }

        bool resetStartsBoot = sections.Deciding("BOOTRST") is var (_, _, bootReset) && bootReset == 0;
        MemoryImage inBoot = image.Clip(largest);
        if (inBoot.IsEmpty || image.TryGet(boot.Start, out _) && !StartsBelow(inBoot, image, boot))
        {
            return;
        }

        bool isBootloader = inBoot.Segments.Any(segment => KindOf(segment.Source.Name) is not null)
            && !image.TryGet(largest.Start - 1, out _);
        if (resetStartsBoot && !image.TryGet(boot.Start, out _) || isBootloader && inBoot.Start != boot.Start)
        {
            FuseSetting setting = fuse.SettingOf(field);
            found.Add(DiagnosticCode.BootSizeMismatch, setting.ValueWhere, setting.Words(), boot.Start, inBoot.Start);
        }
    }

    private static bool StartsBelow(MemoryImage inBoot, MemoryImage image, MemoryRegion boot) => inBoot.Start < boot.Start;

    private string? KindOf(string path) => null;

    private void CheckBootReset() { }
    private void CheckClock() { }
    private void CheckBrownOut() { }
}
