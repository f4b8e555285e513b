using IspRecipes.Devices.Images;
using IspRecipes.Devices.Parts;
using IspRecipes.Devices.Targets;
using IspRecipes.Engine.Diagnostics;

namespace IspRecipes.Engine.Steps.Stm32;

/// <summary>Finds pages that are to be written and are write-protected, before anything is changed.</summary>
/// <param name="Image">What is to be written; null where the chip is only erased.</param>
/// <param name="ErasesChip">True where all of the flash is erased: one protected page forbids it.</param>
/// <param name="Options">What the recipe wants of the option bytes: protection that it lifts is no hindrance.</param>
internal sealed record CheckWriteProtectionStep(MemoryImage? Image, bool ErasesChip, PlannedOptions? Options, SourceSpan? Where)
    : Step("Check write protection", Where)
{
    public override string Kind => "check-write-protection";

    public override StepStage Stage => StepStage.Look;

    internal override StepOutcome Execute(StepContext context, CancellationToken cancel)
    {
        Stm32State chip = context.Stm32;
        // Lifting read protection lifts write protection with it.
        if (chip.ReadProtectionLevel > 0)
        {
            return StepOutcome.Skipped;
        }

        Stm32Part part = chip.Part!;
        OptionBytes lifted = Options?.Over(chip.Now!) ?? chip.Now!;
        HashSet<int> held = [.. Touched(part, chip.Now!).Intersect(WriteProtection.Pages(part, lifted))];
        int[] hindering = [.. ErasesChip ? held : Differing(held, context)];
        return hindering.Length == 0
            ? StepOutcome.Done
            : throw new StepRefusedException(DiagnosticCatalog.Of(
                DiagnosticCode.WriteProtected, Where, PageNumbers.Words(hindering), Lifting(part, hindering)));
    }

    /// <summary>Protected pages that are to be erased or written.</summary>
    internal IEnumerable<int> Touched(Stm32Part part, OptionBytes options)
    {
        IEnumerable<int> held = WriteProtection.Pages(part, options);
        return ErasesChip ? held : held.Intersect(Image!.Paginate(part.Flash).Select(page => PageNumbers.Of(page.Address, part)));
    }

    /// <summary>Those of the pages that hold something else than they shall; the others need not be written.</summary>
    private IEnumerable<int> Differing(HashSet<int> pages, StepContext context)
    {
        Stm32Part part = context.Stm32.Part!;
        byte[] held = new byte[part.Family.PageSize];
        foreach (Page wanted in Image!.Paginate(part.Flash).Where(page => pages.Contains(PageNumbers.Of(page.Address, part))))
        {
            context.Stm32Target.Read(wanted.Address, held);
            if (!wanted.Over(held).AsSpan().SequenceEqual(held))
            {
                yield return PageNumbers.Of(wanted.Address, part);
            }
        }
    }

    /// <summary>The lines of a recipe that lift it: <c>WRP0: 0xFF, WRP1: 0xFF</c>.</summary>
    private static string Lifting(Stm32Part part, IEnumerable<int> pages)
    {
        OptionByteId[] bytes = [.. part.Family.Options.Select(option => option.Id).Where(id => id >= OptionByteId.Wrp0)];
        return string.Join(", ", pages
            .Select(page => bytes[Math.Min(page / part.Family.PagesPerProtectionBit / 8, bytes.Length - 1)])
            .Distinct()
            .Select(id => $"{OptionNames.Of(id)}: 0xFF"));
    }
}
