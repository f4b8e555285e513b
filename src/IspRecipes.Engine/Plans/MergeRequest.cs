using IspRecipes.Devices.Images;
using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Recipes;

namespace IspRecipes.Engine.Plans;

/// <summary>A merge without a recipe.</summary>
public sealed record MergeRequest
{
    /// <summary>At least one, each with a path of its own; <c>-</c> is standard input.</summary>
    public required IReadOnlyList<MergeFile> Files { get; init; }

    /// <summary>Catalogue id or alias; null where nothing depends on the part.</summary>
    public string? Mcu { get; init; }

    /// <summary>Bytes in the boot section; null where a fuse byte says, or nothing depends on it.</summary>
    public long? BootSize { get; init; }

    /// <summary>Fuse bytes by name (<c>high</c>), for the BOOTSZ in one of them.</summary>
    public IReadOnlyDictionary<string, byte> Fuses { get; init; } = new Dictionary<string, byte>();

    public OverlapPolicy OnOverlap { get; init; }

    /// <summary>The byte for the gaps; null to leave them.</summary>
    public byte? Fill { get; init; }

    /// <summary>Where the gaps are filled; null for all of the flash, or without a part from the first to the last byte.</summary>
    public ClipSpec? FillRange { get; init; }

    /// <summary>Opens standard input.</summary>
    public Func<Stream> StandardInput { get; init; } = Console.OpenStandardInput;
}

/// <summary>An input of a merge without a recipe.</summary>
/// <param name="Path">From the working directory.</param>
/// <param name="Clip">What of it is taken; null for all.</param>
/// <param name="Offset">Bytes added to every address.</param>
public sealed record MergeFile(string Path, ClipSpec? Clip = null, long? Offset = null);

/// <summary>What a merge without a recipe gave.</summary>
/// <param name="Files">The inputs, in their order.</param>
/// <param name="Part">Null where none was named.</param>
/// <param name="Boot">The part's boot section; null where it has none, or its size was not given.</param>
public sealed record MergedImage(MemoryImage Image, IReadOnlyList<FileRecord> Files, Part? Part, MemoryRegion? Boot);
