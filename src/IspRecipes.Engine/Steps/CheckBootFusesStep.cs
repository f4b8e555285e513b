using IspRecipes.Devices.Images;
using IspRecipes.Engine.Diagnostics;

namespace IspRecipes.Engine.Steps;

/// <summary>
/// Holds what the chip's own fuses make of boot section and reset against what is written, where the recipe leaves some of
/// it to them: a bootloader that they do not start is refused while the old one is still there.
/// </summary>
/// <param name="Image">What is to be written to flash.</param>
/// <param name="Files">The files in it.</param>
/// <param name="Sections">By the recipe's fuses alone; what they decide, the plan has told.</param>
internal sealed record CheckBootFusesStep(
    MemoryImage Image, IReadOnlyList<WrittenFile> Files, FlashSections Sections, SourceSpan? Where)
    : Step("Check that the fuses fit the bootloader", Where)
{
    public override string Kind => "check-boot-fuses";

    public override StepStage Stage => StepStage.Look;

    /// <summary>True where a chip erase leaves nothing in flash but the image.</summary>
    public bool IsWhole { get; init; }

    /// <exception cref="StepRefusedException">The first error; what else was found is reported before.</exception>
    internal override StepOutcome Execute(StepContext context, CancellationToken cancel)
    {
        Diagnostic[] found = [.. Judge(Sections.Over(context.Chip.Now)).Except(Judge(Sections))];
        Diagnostic? refusal = found.FirstOrDefault(diagnostic => diagnostic.Severity == Severity.Error);
        foreach (Diagnostic diagnostic in found.Where(diagnostic => diagnostic != refusal))
        {
            context.Report(diagnostic);
        }

        return refusal is null ? StepOutcome.Done : throw new StepRefusedException(refusal);
    }

    private IReadOnlyList<Diagnostic> Judge(FlashSections sections)
    {
        var found = new DiagnosticBag();
        var rules = new BootloaderRules(sections, found);
        foreach (WrittenFile file in Files)
        {
            rules.CheckStart(file);
        }

        if (IsWhole && !Files.Any(file => file.Kind?.IsBootloader == true))
        {
            rules.StartsInTheVoid(Image, Where);
        }

        return found.Sorted();
    }
}
