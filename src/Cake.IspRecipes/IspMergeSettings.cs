using Cake.Core.IO;

namespace Cake.IspRecipes;

/// <summary>How files are merged into one; the words are those of a recipe's <c>merge:</c>.</summary>
public sealed class IspMergeSettings
{
    /// <summary>Part the image is for, which tells its sections and where its flash ends; null where nothing depends on it.</summary>
    public string? Mcu { get; set; }

    /// <summary>Bytes in the boot section of <see cref="Mcu"/>; null where a fuse byte tells, or nothing depends on it.</summary>
    public long? BootSize { get; set; }

    /// <summary>High fuse byte, whose BOOTSZ tells the boot section; null where <see cref="BootSize"/> does.</summary>
    public byte? High { get; set; }

    /// <summary>Extended fuse byte, where BOOTSZ is in that one.</summary>
    public byte? Extended { get; set; }

    /// <summary>
    /// What is taken of a file: <c>boot-section</c>, <c>application-section</c> or <c>0x7000-0x8000</c>, whose end is the address
    /// after the last byte. A file that is not named is taken as a whole.
    /// </summary>
    public IDictionary<FilePath, string> Clips { get; } = new Dictionary<FilePath, string>();

    /// <summary>Bytes added to every address of a file.</summary>
    public IDictionary<FilePath, long> Offsets { get; } = new Dictionary<FilePath, long>();

    /// <summary>Where files differ at an address: <c>error</c>, or the file that wins, <c>first</c> or <c>last</c>.</summary>
    public string OnOverlap { get; set; } = "error";

    /// <summary>The byte for the gaps; null to leave them.</summary>
    public byte? Fill { get; set; }

    /// <summary>Where gaps are filled, in the words of <see cref="Clips"/>; null for all of the flash.</summary>
    public string? FillRange { get; set; }
}
