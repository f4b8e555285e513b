using IspRecipes.Devices.Images;
using IspRecipes.Devices.Parts;
using IspRecipes.Devices.Programmers;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Steps;

namespace IspRecipes.Engine.Plans;

/// <summary>What a flash image makes of an STM32: what a reset starts, and whether a bootloader finds its application.</summary>
internal sealed class Stm32FlashRules(Stm32Job job, SourceFiles files, DiagnosticBag found)
{
    /// <summary>Where STM32duino's bootloaders look for an application: behind 8 KiB, and behind 20 KiB as Maple's did.</summary>
    private static readonly uint[] Stm32duinoStarts = [0x0800_2000, 0x0800_5000];

    private readonly MemoryRegion _flash = job.Part.Flash;

    public void Check()
    {
        if (job.Image is not MemoryImage image || image.FindBeyond(_flash).Count > 0)
        {
            return;
        }

        IReadOnlyList<WrittenFile> written = files.Of(image);
        CheckFacts(written);
        var vectors = new VectorRules(job, image, found);
        List<VectorTable> behind = [];
        foreach (WrittenFile file in written.Where(file => file.Image.Start != _flash.Start))
        {
            if (VectorTable.At(file.Image.Start, file.Image) is VectorTable table
                && (VectorRules.IsLikely(table) || file.Kind == FileKind.Application || file.Kind == FileKind.Stm32duino))
            {
                vectors.Check(table, file.Source.Path.Where);
                behind.Add(table);
            }
        }

        CheckStart(image, written, vectors, behind);
        CheckHandOver(written, behind);
    }

    private void CheckFacts(IReadOnlyList<WrittenFile> written)
    {
        var facts = new FileRules(job.Part, found);
        foreach (WrittenFile file in written)
        {
            facts.Check(file);
            facts.CheckClock(file, job.Recipe.Board);
        }

        if (written is [{ Kind: FileKind kind } alone] && kind == FileKind.Stm32duino)
        {
            facts.CheckExpectedUsb(alone, job.Recipe.ExpectUsb);
        }
    }

    /// <summary>What a reset starts: the program at the start of the flash, whoever put it there.</summary>
    private void CheckStart(MemoryImage image, IReadOnlyList<WrittenFile> written, VectorRules vectors, List<VectorTable> behind)
    {
        SourceSpan where = job.Recipe.Write[AvrMemory.Flash].Where;
        if (VectorTable.At(_flash.Start, image) is VectorTable first && image.FirstProgrammed(_flash.Start, _flash.Start + 8) is not null)
        {
            SourceSpan file = written.FirstOrDefault(file => file.Image.Start == _flash.Start)?.Source.Path.Where ?? where;
            vectors.Check(first, file);
            return;
        }

        if ((behind.FirstOrDefault()?.Address ?? FirstOfPage(image)) is not uint program)
        {
            return;
        }

        if (job.ErasesChip || image.TryGet(_flash.Start, out _))
        {
            found.Add(DiagnosticCode.NothingToStart, where, program, _flash.Start);
        }
        else
        {
            Diagnostic held = DiagnosticCatalog.Of(
                DiagnosticCode.StartsWhatChipHolds, where, program, _flash.Start, job.Unlocks ? "a protected chip is erased first, and holds nothing there then" : null);
            found.Add(job.Unlocks ? held with { Severity = Severity.Warning } : held);
        }
    }

    /// <summary>A program that lost its vector table: bytes in the first page, and none at its start.</summary>
    private uint? FirstOfPage(MemoryImage image) => image.FirstProgrammed(_flash.Start, _flash.Start + (uint)_flash.PageSize);

    /// <summary>A bootloader starts an application at addresses of its own choice.</summary>
    private void CheckHandOver(IReadOnlyList<WrittenFile> written, List<VectorTable> behind)
    {
        if (written.Any(file => file.Kind == FileKind.Stm32duino) && behind.Count > 0
            && !behind.Any(table => Stm32duinoStarts.Contains(table.Address)))
        {
            WrittenFile bootloader = written.First(file => file.Kind == FileKind.Stm32duino);
            found.Add(
                DiagnosticCode.BootloaderLooksElsewhere, bootloader.KindWhere,
                bootloader.Source.Name, Stm32duinoStarts[0], Stm32duinoStarts[1], behind[0].Address);
        }
    }
}
