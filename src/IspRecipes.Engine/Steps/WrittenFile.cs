using IspRecipes.Devices.Catalog;
using IspRecipes.Devices.Images;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Recipes;

namespace IspRecipes.Engine.Steps;

/// <summary>
/// A file with bytes in the flash image. Its kind and clock come from its hash where we know it, else from the recipe;
/// without them no check guesses.
/// </summary>
/// <param name="Path">As it was opened.</param>
/// <param name="Source">What the recipe says of it.</param>
/// <param name="Known">What we know of it by its hash; null for a file we do not know.</param>
/// <param name="Image">Those of its bytes that are written.</param>
internal sealed record WrittenFile(string Path, FileSource Source, KnownFile? Known, MemoryImage Image)
{
    /// <summary>True for a raw binary, which does not say where it lies.</summary>
    public bool IsRaw { get; init; }

    /// <summary>True for a raw binary that lies at 0 since neither an address nor an offset says where.</summary>
    public bool LacksAddress => IsRaw && Source.Address is null && Image.Segments.All(segment => segment.Moved == 0);

    /// <summary>Null where neither hash nor recipe tells, or the recipe's word is none we know.</summary>
    public FileKind? Kind => (Known?.Kind ?? Source.Kind?.Value) is string id ? FileKind.Find(id) : null;

    /// <summary>Clock the file is built for, in Hz; null where neither hash nor recipe tells.</summary>
    public double? Hertz => Known?.Hertz ?? Source.Clock?.Value;

    public SourceSpan KindWhere => Source.Kind?.Where ?? Source.Path.Where;

    public SourceSpan ClockWhere => Source.Clock?.Where ?? Source.Path.Where;
}
