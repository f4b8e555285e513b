using IspRecipes.Devices;
using IspRecipes.Devices.Images;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Steps;

namespace IspRecipes.Engine.Plans;

/// <summary>The file that a merge goes to.</summary>
/// <param name="Path">From the working directory.</param>
/// <param name="Format">Null for the one that the name ends with.</param>
/// <param name="Replace">False to refuse where the name is taken.</param>
public sealed record MergeTarget(string Path, ImageFormat? Format = null, bool Replace = false)
{
    /// <summary>Windows and macOS find <c>app.hex</c> under <c>APP.HEX</c> too.</summary>
    private static StringComparison SameName { get; } =
        OperatingSystem.IsLinux() ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;

    /// <summary>What the file will be.</summary>
    public ImageFormat ActualFormat => Format ?? ImageSaving.FormatOf(Path);

    /// <summary>Merges and writes the file; where anything is wrong, a file of that name is as it was.</summary>
    internal Checked<MergedFile> Save(MergeRequest request)
    {
        Checked<MergedFile> merged = Encode(request, Refusal(request.Files));
        return merged.Value is null || merged.HasErrors || Write(merged.Value.Content) is not { } refused
            ? merged
            : new(null, [.. merged.Diagnostics, refused]);
    }

    /// <summary>Merges into the bytes of a file, and writes none.</summary>
    internal Checked<MergedFile> Encode(MergeRequest request) => Encode(request, refusal: null);

    private Checked<MergedFile> Encode(MergeRequest request, Diagnostic? refusal)
    {
        DiagnosticBag found = new();
        foreach (string twice in request.Files.GroupBy(file => file.Path).Where(same => same.Count() > 1).Select(same => same.Key))
        {
            found.Add(DiagnosticCode.MergedTwice, null, twice);
        }

        Checked<MergedImage> merged = found.HasErrors ? new(null, []) : new ImageMerger(request).Merge();
        foreach (Diagnostic diagnostic in refusal is null ? merged.Diagnostics : [refusal, .. merged.Diagnostics])
        {
            found.Add(diagnostic);
        }

        if (merged.Value is { } image && ImageSaving.FaultOfWidth(Path, ActualFormat, image.Image) is { } wide)
        {
            found.Add(DiagnosticCatalog.Of(wide));
        }

        return merged.Value is null || found.HasErrors
            ? new(null, found.Sorted())
            : new(new MergedFile(Path, ActualFormat, ImageSaving.Encode(ActualFormat, merged.Value.Image), merged.Value), found.Sorted());
    }

    private Diagnostic? Refusal(IReadOnlyList<MergeFile> inputs)
    {
        string full = System.IO.Path.GetFullPath(Path);
        string? refusal = inputs.Any(input => input.Path != "-" && string.Equals(System.IO.Path.GetFullPath(input.Path), full, SameName))
            ? "it is one of the files merged"
            : ImageSaving.Refusal(Path);
        return refusal is not null ? Unwritable(refusal)
            : !Replace && File.Exists(Path) ? DiagnosticCatalog.Of(DiagnosticCode.OutputExists, null, Path)
            : null;
    }

    private Diagnostic? Write(byte[] content)
    {
        try
        {
            ImageSaving.Save(Path, content, Replace);
            return null;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return Unwritable(refused.Message);
        }
    }

    private Diagnostic Unwritable(string why) => DiagnosticCatalog.Of(new Fault(FaultCode.FileUnwritable, Path, why));
}

/// <summary>A merged image as a file.</summary>
/// <param name="Path">Where it lies or shall lie.</param>
/// <param name="Format">Of the file.</param>
/// <param name="Content">All of the file.</param>
/// <param name="Merged">What is in it.</param>
public sealed record MergedFile(string Path, ImageFormat Format, byte[] Content, MergedImage Merged);
