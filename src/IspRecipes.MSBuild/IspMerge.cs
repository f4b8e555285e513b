using System.Security.Cryptography;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Plans;
using IspRecipes.Engine.Recipes;
using IspRecipes.Engine.Runs;
using Microsoft.Build.Framework;

namespace IspRecipes.MSBuild;

/// <summary>Merges files into one image: application and bootloader for production.</summary>
public sealed class IspMerge : IspTask
{
    /// <summary>
    /// Intel HEX, Motorola S-record, ELF or raw files. Metadata Clip takes only that range of a file, Offset adds to its addresses.
    /// </summary>
    [Required]
    public ITaskItem[] Inputs { get; set; } = [];

    /// <summary>The file made, in the format that its ending names; one of that name is replaced.</summary>
    [Required]
    public string Output { get; set; } = "";

    /// <summary>Part the image is for: its sections, and where its flash ends.</summary>
    public string? Mcu { get; set; }

    /// <summary>Bytes in the boot section.</summary>
    public string? BootSize { get; set; }

    /// <summary>High fuse byte, whose BOOTSZ tells the boot section.</summary>
    public string? High { get; set; }

    /// <summary>Extended fuse byte, where BOOTSZ is in that one.</summary>
    public string? Extended { get; set; }

    /// <summary>Where files differ at an address: error, or the one that wins, first or last.</summary>
    public string? OnOverlap { get; set; }

    /// <summary>Byte for the gaps, over all of the flash or over a range: <c>0xFF=0x0000-0x7000</c>.</summary>
    public string? Fill { get; set; }

    public override bool Execute()
    {
        if (Inputs.Length == 0)
        {
            Tell(DiagnosticCatalog.Of(DiagnosticCode.NoFiles, null, "file to merge", Path.GetDirectoryName(PathOf(Output))));
        }

        MergeRequest request = Request();
        BuildMerge.CheckBootSection(request, TellOfTask);
        if (Log.HasLoggedErrors)
        {
            return false;
        }

        Checked<MergedFile> merged = RecipeRunner.Merge(request, new MergeTarget(PathOf(Output), Replace: true));
        foreach (Diagnostic found in merged.Diagnostics)
        {
            Tell(found);
        }

        if (merged.Value is { } file)
        {
            string files = string.Join(", ", Inputs.Select(input => Path.GetFileName(input.ItemSpec)));
            string hash = Convert.ToHexStringLower(SHA256.HashData(file.Content));
            Log.LogMessage(
                MessageImportance.High, "{0}", $"{Output}: {Phrases.Bytes(file.Merged.Image.ByteCount)} from {files}, SHA-256 {hash}");
        }

        return !Log.HasLoggedErrors;
    }

    private MergeRequest Request()
    {
        string[] fill = (Fill ?? "").Split('=', 2);
        return new MergeRequest
        {
            Files = [.. Inputs.Select(File)],
            Mcu = Mcu,
            BootSize = Number(nameof(BootSize), BootSize, 1, uint.MaxValue),
            Fuses = BuildMerge.Fuses(
                (byte?)Number(nameof(High), High, 0, byte.MaxValue), (byte?)Number(nameof(Extended), Extended, 0, byte.MaxValue)),
            OnOverlap = BuildMerge.OnOverlap(OnOverlap, TellOfTask),
            Fill = (byte?)Number(nameof(Fill), Fill is null ? null : fill[0], 0, byte.MaxValue),
            FillRange = fill.Length > 1 ? BuildMerge.Range(nameof(Fill), fill[1], TellOfTask) : null,
        };
    }

    private MergeFile File(ITaskItem input) => new(
        PathOf(input.ItemSpec),
        BuildMerge.Range("Clip", MetadataOf(input, "Clip"), TellOfTask),
        Number("Offset", MetadataOf(input, "Offset"), -uint.MaxValue, uint.MaxValue));

    private long? Number(string setting, string? text, long smallest, long largest)
    {
        long? number = text is null ? null : Quantities.Integer(text);
        if (text is not null && !(number >= smallest && number <= largest))
        {
            TellWrong(setting, text, $"a number from {smallest} to {largest}");
        }

        return number;
    }

    private void TellOfTask(Diagnostic found) => Tell(found);
}
