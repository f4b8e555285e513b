using IspRecipes.Devices.Images;
using IspRecipes.Devices.Programmers;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Steps;

namespace IspRecipes.Engine.Plans;

/// <summary>What a flash image, the fuses beside it and the board make of one another.</summary>
/// <param name="job">The recipe, looked up.</param>
/// <param name="sections">The part and the fuses.</param>
/// <param name="files">Knows what the recipe says of a file.</param>
/// <param name="found">Takes what is wrong.</param>
internal sealed class FlashRules(Job job, FlashSections sections, SourceFiles files, DiagnosticBag found)
{
    public void Check()
    {
        MemoryImage? image = job.Image(AvrMemory.Flash);
        IReadOnlyList<WrittenFile> written = image is null ? [] : files.Of(image);
        var board = new BoardRules(job.Recipe.Board, sections, found);
        board.CheckBrownOut();
        board.CheckSwing(written);

        var facts = new FileRules(sections.Part, found);
        var bootloader = new BootloaderRules(sections, found);
        foreach (WrittenFile file in written)
        {
            facts.Check(file);
            facts.CheckClock(file, job.Recipe.Board);
            bootloader.Check(file);
        }

        if (image is not null && job.ErasesChip)
        {
            CheckWhole(image, written, bootloader, job.Recipe.Write[AvrMemory.Flash].Where);
            if (written is [WrittenFile alone] && HasBootloaderOnly(image))
            {
                facts.CheckExpectedUsb(alone, job.Recipe.ExpectUsb);
            }
        }
    }

    /// <summary>After an erase the image is all that the flash holds.</summary>
    private void CheckWhole(
        MemoryImage image, IReadOnlyList<WrittenFile> written, BootloaderRules bootloader, SourceSpan where)
    {
        CheckResetVector(image, written, where);
        if (!bootloader.StartsInTheVoid(image, where) && !written.Any(HasBootloader)
            && (sections.Boot ?? sections.LargestBoot) is MemoryRegion boot && image.FirstProgrammed(boot) is null)
        {
            found.Add(DiagnosticCode.ApplicationWithoutBootloader, where, sections.Part.Name, boot.Start);
        }
    }

    /// <summary>
    /// An application without its first instruction: a lost record, an offset too many, a base left over from another file.
    /// In a part without boot section a bootloader stands alone like that: blank flash is run through up to it.
    /// </summary>
    private void CheckResetVector(MemoryImage image, IReadOnlyList<WrittenFile> written, SourceSpan where)
    {
        bool hasBootSection = sections.LargestBoot is not null;
        uint end = sections.LargestBoot?.Start ?? sections.Part.Flash.End;
        if (image.FirstProgrammed(0, end) is not uint start || image.Programs(0) || image.Programs(1)
            || (!hasBootSection && written is [{ Kind.IsBootloader: true }, ..]))
        {
            return;
        }

        uint? segment = start >= 0x10000 ? start & ~0xFFFFu : null;
        found.Add(DiagnosticCode.ResetVectorMissing, where, start, segment, hasBootSection ? null : "micronucleus");
    }

    /// <summary>True for a bootloader, also where BOOTSZ lets the boot section begin behind it.</summary>
    private bool HasBootloader(WrittenFile file) =>
        file.Kind?.IsBootloader == true
        && sections.LargestBoot is MemoryRegion largest && file.Image.FirstProgrammed(largest) is not null;

    private bool HasBootloaderOnly(MemoryImage image) =>
        sections.LargestBoot is MemoryRegion largest && image.FirstProgrammed(0, largest.Start) is null;
}
