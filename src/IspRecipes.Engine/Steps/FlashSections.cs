using IspRecipes.Devices.Images;
using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Recipes;

namespace IspRecipes.Engine.Steps;

/// <summary>A part's boot and application section, as far as the recipe's own fuses decide them, and those of a chip that was read.</summary>
/// <param name="part">The part.</param>
/// <param name="fuses">As the recipe wants them.</param>
/// <param name="held">What the chip holds, which decides where the recipe does not; null before it is known.</param>
internal sealed class FlashSections(
    AvrPart part, IReadOnlyList<PlannedFuse> fuses, IReadOnlyDictionary<FuseId, byte>? held = null)
{
    public AvrPart Part => part;

    /// <summary>The boot section by the BOOTSZ that is decided; null where none is or the part has no boot section.</summary>
    public MemoryRegion? Boot => part.BootFuse is FuseByte fuse && (BootFuse?.Change.Value ?? After(fuse)) is byte value
        ? part.BootSection(value)
        : null;

    /// <summary>True where the recipe leaves some of BOOTSZ, BOOTRST and HWBE to the chip.</summary>
    public bool ChipDecidesBoot =>
        ((string[])["BOOTSZ", "BOOTRST", "HWBE"]).Any(name => part.FindField(name) is not null && Deciding(name) is null);

    /// <summary>The boot section as far as it can reach; null where the part has none.</summary>
    public MemoryRegion? LargestBoot => BootOf(part.BootSizesInWords.DefaultIfEmpty().Max());

    /// <summary>What lies in the boot section whatever BOOTSZ says; null where the part has none.</summary>
    public MemoryRegion? SmallestBoot => BootOf(part.BootSizesInWords.DefaultIfEmpty().Min());

    /// <summary>The planned fuse byte that sets BOOTSZ; null where the recipe leaves it to the chip.</summary>
    public PlannedFuse? BootFuse => Deciding("BOOTSZ")?.Fuse;

    /// <summary>The planned fuse byte that decides all of a field, and the field's value; null where the chip keeps a part of it.</summary>
    public (PlannedFuse Fuse, FuseField Field, int Value)? Deciding(string name) =>
        part.FindField(name) is var (fuse, field)
        && Planned(fuse) is PlannedFuse planned
        && planned.Change.Field(field) is int value
            ? (planned, field, value)
            : null;

    /// <summary>A field of a fuse byte by the recipe, else by the chip; null where neither decides it.</summary>
    public DecidedField? Decided(string name) =>
        Deciding(name) is var (planned, own, wanted)
            ? new DecidedField(wanted, planned.SettingOf(own).Words(), planned.SettingOf(own).ValueWhere)
            : part.FindField(name) is var (fuse, field) && After(fuse) is byte value
                ? new DecidedField(field.Extract(value), $"the chip's {FuseNames.Of(fuse.Id)} fuse 0x{held![fuse.Id]:X2}", null)
                : null;

    /// <summary>These fuses in a chip that holds <paramref name="chip"/>.</summary>
    public FlashSections Over(IReadOnlyDictionary<FuseId, byte> chip) => new(part, fuses, chip);

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
    /// <param name="where">What to point at where the chip decides.</param>
    public void ReportBootSize(uint start, SourceSpan? where, DiagnosticBag found)
    {
        if (Boot is MemoryRegion boot && Decided("BOOTSZ") is DecidedField size)
        {
            uint words = (part.Flash.End - start) / 2;
            object?[] fitting = part.BootSizesInWords.ToList().IndexOf((int)words) is >= 0 and int value ? [value, words] : [];
            found.Add(DiagnosticCode.BootSizeMismatch, size.Where ?? where, [size.Words, boot.Start, start, .. fitting]);
        }
    }

    /// <summary>The byte as it will be in the chip; null before what it holds is known.</summary>
    private byte? After(FuseByte fuse) =>
        held is null ? null : Planned(fuse)?.Change.Over(held[fuse.Id]) ?? held[fuse.Id];

    private PlannedFuse? Planned(FuseByte fuse) => fuses.FirstOrDefault(planned => planned.Change.Fuse.Id == fuse.Id);

    private MemoryRegion? BootOf(int words) => words == 0 ? null : part.Flash with
    {
        Name = "boot section",
        Start = part.Flash.End - (2 * (uint)words),
        Size = 2 * (uint)words,
    };
}

/// <summary>A fuse field whose value is decided.</summary>
/// <param name="Words">By what, for messages: <c>high: 0xD9</c> of a recipe, <c>the chip's high fuse 0x99</c>.</param>
/// <param name="Where">Its place in the recipe; null where the chip decides.</param>
internal sealed record DecidedField(int Value, string Words, SourceSpan? Where);
