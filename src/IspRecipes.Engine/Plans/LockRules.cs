using IspRecipes.Devices.Catalog;
using IspRecipes.Devices.Images;
using IspRecipes.Devices.Parts;
using IspRecipes.Devices.Programmers;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Recipes;
using IspRecipes.Engine.Steps;

namespace IspRecipes.Engine.Plans;

/// <summary>
/// What boot lock bits do to a bootloader that the recipe writes. Of BLB0 and BLB1 the lower bit, programmed, forbids SPM
/// to write a section, the upper one forbids the other section to read it (datasheets, Boot Lock Bits).
/// </summary>
internal static class LockRules
{
    private const int Writes = 1;
    private const int Reads = 2;

    public static void Check(Job job, FlashSections sections, DiagnosticBag found)
    {
        if (!job.ErasesChip
            || sections.Boot is not MemoryRegion boot
            || job.Image(AvrMemory.Flash)?.FirstProgrammed(boot) is null)
        {
            return;
        }

        CheckApplicationSection(job, sections.Part, found);
        CheckBootSection(job, sections.Part, found);
    }

    /// <summary>A bootloader that cannot write the application section, or not read it back, has no use.</summary>
    private static void CheckApplicationSection(Job job, AvrPart part, DiagnosticBag found)
    {
        if (job.Lock is not PlannedFuse bits || part.Lock.Field("BLB0") is not FuseField field
            || bits.Change.Field(field) is not int mode)
        {
            return;
        }

        string? what = (mode & Writes) == 0 ? "writing the application section: it could never load a program"
            : (mode & Reads) == 0 ? "reading the application section: it could never verify a program"
            : null;
        if (what is not null)
        {
            FuseSetting setting = bits.SettingOf(field);
            found.Add(DiagnosticCode.LockStopsBootloader, setting.ValueWhere, setting.Words(), what);
        }
    }

    /// <summary>A recipe that says nothing of BLB1 leaves it raised by the chip erase; one that says 3 means it.</summary>
    private static void CheckBootSection(Job job, AvrPart part, DiagnosticBag found)
    {
        if (part.Lock.Field("BLB1") is FuseField field
            && job.Lock?.Change.Field(field) is null
            && job.Programmer?.Can(Abilities.Lock) == true)
        {
            byte bits = (byte)(part.Lock.Mask & ~(field.Mask & ~field.Place(Reads)));
            found.Add(DiagnosticCode.BootloaderUnprotected, job.Recipe.Write[AvrMemory.Flash].Where, bits);
        }
    }
}
