using IspRecipes.Devices;
using IspRecipes.Devices.Images;

namespace IspRecipes.Engine.Plans;

/// <summary>
/// What to do about files that overlap. Most often one of them is a bootloader that is published with a sketch before it,
/// and only its boot section is wanted.
/// </summary>
internal static class OverlapAdvice
{
    /// <summary>The fault with, as its last argument, the clip that ends the overlap; as it is where there is none.</summary>
    /// <param name="overlap">ISP7015: it names the earlier and the later file by their paths.</param>
    /// <param name="inputs">What was merged.</param>
    /// <param name="sections">Of the part; null without one.</param>
    /// <param name="files">Knows the recipe's names of the files.</param>
    public static Fault Add(Fault overlap, IReadOnlyList<MemoryImage> inputs, FlashSections? sections, SourceFiles files)
    {
        if (overlap.Code != FaultCode.ImageOverlap
            || (sections?.Boot ?? sections?.LargestBoot) is not MemoryRegion boot)
        {
            return overlap;
        }

        string[] reaching =
        [
            .. new[] { (string)overlap.Arguments[0], (string)overlap.Arguments[1] }
                .Where(path => inputs.Any(input => input.FromFile(path).FirstProgrammed(boot) is not null)),
        ];
        return reaching is [string path]
            && files.Source(path) is { Name: string name } file && file.Kind?.Value != FileKind.Application.Id
            ? overlap with { Arguments = [.. overlap.Arguments, boot.Start, boot.End - 1, name, Clip(sections!, boot)] }
            : overlap;
    }

    private static string Clip(FlashSections sections, MemoryRegion boot) =>
        sections.Boot is null ? $"{{ start: 0x{boot.Start:X4}, end: 0x{boot.End:X4} }}" : "boot-section";
}
