using IspRecipes.Devices.Images;
using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Recipes;

namespace IspRecipes.Engine.Plans;

/// <summary>A part's boot and application section, as far as the recipe's own fuses decide them.</summary>
internal sealed class FlashSections(AvrPart part, IReadOnlyList<PlannedFuse> fuses)
{
    public AvrPart Part => part;

    /// <summary>The boot section by the BOOTSZ that the recipe sets; null where it sets none or the part has no boot section.</summary>
    public MemoryRegion? Boot => BootFuse is PlannedFuse fuse ? part.BootSection(fuse.Change.Value) : null;

    /// <summary>The boot section as far as it can reach; null where the part has none.</summary>
    public MemoryRegion? LargestBoot => BootOf(part.BootSizesInWords.DefaultIfEmpty().Max());

    /// <summary>What lies in the boot section whatever BOOTSZ says; null where the part has none.</summary>
    public MemoryRegion? SmallestBoot => BootOf(part.BootSizesInWords.DefaultIfEmpty().Min());

    /// <summary>The planned fuse byte that sets BOOTSZ; null where the recipe leaves it to the chip.</summary>
    public PlannedFuse? BootFuse => Deciding("BOOTSZ")?.Fuse;

    /// <summary>The planned fuse byte that decides all of a field, and the field's value; null where the chip keeps a part of it.</summary>
    public (PlannedFuse Fuse, FuseField Field, int Value)? Deciding(string name) =>
        part.FindField(name) is var (fuse, field)
        && fuses.FirstOrDefault(planned => planned.Change.Fuse.Id == fuse.Id) is PlannedFuse planned
        && planned.Change.Field(field) is int value
            ? (planned, field, value)
            : null;

    /// <summary>A section by name; null, and reported, where the recipe does not decide it.</summary>
    public MemoryRegion? Find(ClipSection section, SourceSpan where, DiagnosticBag found)
    {
        if (part.BootFuse is null)
        {
            if (section == ClipSection.Application)
            {
                return part.Flash;
            }

            found.Add(DiagnosticCode.NoBootSection, where, part.Name);
            return null;
        }

        if (BootFuse is not PlannedFuse boot)
        {
            found.Add(DiagnosticCode.BootSectionUnknown, where, part.Name);
            return null;
        }

        byte value = boot.Change.Value;
        return section == ClipSection.Boot ? part.BootSection(value) : part.ApplicationSection(value);
    }

    /// <summary>Reports a BOOTSZ that lets the boot section begin elsewhere than the bootloader at <paramref name="start"/>.</summary>
    public void ReportBootSize(uint start, DiagnosticBag found)
    {
        if (Boot is MemoryRegion boot && Deciding("BOOTSZ") is var (fuse, field, _))
        {
            FuseSetting setting = fuse.SettingOf(field);
            uint words = (part.Flash.End - start) / 2;
            object?[] fitting = part.BootSizesInWords.ToList().IndexOf((int)words) is >= 0 and int value ? [value, words] : [];
            found.Add(DiagnosticCode.BootSizeMismatch, setting.ValueWhere, [setting.Words(), boot.Start, start, .. fitting]);
        }
    }

    private MemoryRegion? BootOf(int words) => words == 0 ? null : part.Flash with
    {
        Name = "boot section",
        Start = part.Flash.End - (2 * (uint)words),
        Size = 2 * (uint)words,
    };
}
