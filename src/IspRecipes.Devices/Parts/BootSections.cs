using IspRecipes.Devices.Images;

namespace IspRecipes.Devices.Parts;

/// <summary>Where a part's boot section lies: at the end of flash, as large as BOOTSZ says.</summary>
public static class BootSections
{
    /// <summary>The fuse byte that has a field, and the field; null where the part has none of that name.</summary>
    public static (FuseByte Fuse, FuseField Field)? FindField(this AvrPart part, string name) => part.Fuses
        .Select(fuse => (Fuse: fuse, Field: fuse.Field(name)))
        .Where(pair => pair.Field is not null)
        .Select(pair => ((FuseByte, FuseField)?)(pair.Fuse, pair.Field!))
        .FirstOrDefault();

    /// <summary>The boot section for these fuses; null where the part has none.</summary>
    public static MemoryRegion? BootSection(this AvrPart part, Func<FuseId, byte> fuses) =>
        part.FindField("BOOTSZ") is (FuseByte fuse, FuseField field) ? part.BootSection(field.Extract(fuses(fuse.Id))) : null;

    /// <summary>The boot section for a value of BOOTSZ; null where the part has none.</summary>
    public static MemoryRegion? BootSection(this AvrPart part, int bootsz) =>
        bootsz < part.BootSizesInWords.Count ? part.LastWords(part.BootSizesInWords[bootsz]) : null;

    /// <summary>The largest boot section the part can have; null where it has none.</summary>
    public static MemoryRegion? LargestBootSection(this AvrPart part) =>
        part.BootSizesInWords.Count > 0 ? part.LastWords(part.BootSizesInWords.Max()) : null;

    private static MemoryRegion LastWords(this AvrPart part, int words)
    {
        uint size = (uint)words * 2;
        return new MemoryRegion("boot section", part.Flash.End - size, size, part.Flash.PageSize);
    }
}
