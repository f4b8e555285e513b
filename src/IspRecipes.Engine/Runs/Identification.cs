using System.Security.Cryptography;
using IspRecipes.Devices.Catalog;
using IspRecipes.Devices.Images;
using IspRecipes.Engine.Plans;

namespace IspRecipes.Engine.Runs;

/// <summary>What a chip is, and which bootloader it holds.</summary>
/// <param name="Boot">Null for a part without a boot section, an unknown one, and a chip whose flash cannot be read.</param>
public sealed record Identification(ProbeReport Chip, BootSection? Boot);

/// <summary>A chip's boot section; of an STM32, what a bootloader at the start of its flash would take.</summary>
/// <param name="Region">Where it lies.</param>
/// <param name="Sha256">Of all its bytes, gaps of 0xFF as well, lower-case hex.</param>
/// <param name="IsBlank">True where all of it is 0xFF.</param>
/// <param name="Known">The published bootloader that it holds, byte for byte; null where it is none that we know.</param>
/// <param name="Likenesses">What it looks like, the likeliest first.</param>
/// <param name="Files">How it compares with the files that were given.</param>
public sealed record BootSection(
    MemoryRegion Region,
    string Sha256,
    bool IsBlank,
    KnownFile? Known,
    IReadOnlyList<BootloaderLikeness> Likenesses,
    IReadOnlyList<FileComparison> Files)
{
    /// <summary>The published bootloader that it is, or most likely is.</summary>
    public KnownFile? LikeliestFile => Known ?? (Likenesses.Count > 0 ? Likenesses[0].File : null);

    /// <summary>The word a recipe has for what is there; null where nothing known shows.</summary>
    public string? Kind => Known?.Kind ?? Files.FirstOrDefault(file => file.IsIdentical)?.Known?.Kind ?? (Likenesses.Count > 0 ? Likenesses[0].Kind : null);

    internal static BootSection Of(
        IReadOnlyCollection<string> parts, MemoryRegion region, byte[] content, IReadOnlyList<FileInspection> files) => new(
        region,
        Convert.ToHexStringLower(SHA256.HashData(content)),
        !content.AsSpan().ContainsAnyExcept((byte)0xFF),
        KnownFiles.InSection(parts, region.Start, content),
        BootloaderMarks.Find(parts, region.Start, content),
        [.. files.Select(file => FileComparison.Of(file, region, content))]);
}

/// <summary>A file held against a boot section.</summary>
/// <param name="File">Path, hash and length.</param>
/// <param name="Known">What we know of it by its hash; null for a file we do not know.</param>
/// <param name="Bytes">Bytes of the file that lie in the section.</param>
/// <param name="Differing">Bytes of the section that are others, those that the file leaves blank among them.</param>
/// <param name="FirstDiffering">Address of the first; null where none differs.</param>
public sealed record FileComparison(FileRecord File, KnownFile? Known, int Bytes, int Differing, uint? FirstDiffering)
{
    /// <summary>True where the section holds the file's bytes and nothing else.</summary>
    public bool IsIdentical => Bytes > 0 && Differing == 0;

    internal static FileComparison Of(FileInspection file, MemoryRegion region, byte[] content)
    {
        MemoryImage image = file.Content.Images.GetValueOrDefault(MemorySpace.Flash) ?? MemoryImage.Empty;
        MemoryImage placed = file.Content.Format == ImageFormat.Binary ? image.Offset(region.Start).Image ?? image : image;
        int bytes = 0, differing = 0;
        uint? first = null;
        for (int index = 0; index < content.Length; index++)
        {
            bool has = placed.TryGet(region.Start + (uint)index, out byte wanted);
            bytes += has ? 1 : 0;
            if (content[index] != (has ? wanted : 0xFF))
            {
                differing++;
                first ??= region.Start + (uint)index;
            }
        }

        return new FileComparison(file.File, KnownFiles.Find(file.File.Sha256), bytes, differing, first);
    }
}
