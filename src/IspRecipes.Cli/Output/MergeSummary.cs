using System.Security.Cryptography;
using IspRecipes.Devices.Images;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Plans;
using IspRecipes.Engine.Runs;

namespace IspRecipes.Cli.Output;

/// <summary>A merged image: what came from where, and the hashes that tell it from another.</summary>
internal sealed record MergeSummary(MergedFile File)
{
    /// <summary>More lines than this hide what matters; the JSON has all.</summary>
    private const int MostRanges = 40;

    private MemoryImage Image => File.Merged.Image;

    private string Sha256 => Convert.ToHexStringLower(SHA256.HashData(File.Content));

    public void Write(TextWriter writer, CliHost host)
    {
        writer.WriteLine($"{File.Path}: {ImageWords.Of(File.Format)}, {Phrases.Bytes(Image.ByteCount)} of data");
        string[][] rows = [.. Image.Segments.Take(MostRanges).Select(segment => new[]
        {
            $"  {ImageWords.Range(segment.Address, segment.End)}", Phrases.Bytes(segment.Bytes.Length), segment.Source.Name,
        })];
        Columns.Write(writer, ["  RANGE", "DATA", "FROM"], rows);
        if (Image.Segments.Count > MostRanges)
        {
            writer.WriteLine($"  ... and {Image.Segments.Count - MostRanges} more");
        }

        MemoryRegion? flash = File.Merged.Part?.Flash;
        new MemoryPicture(Image, flash?.Start ?? Image.Start, flash?.End ?? Image.End, host.Width())
            .Write(writer, host.Look, File.Merged.Boot is { } boot ? [(boot.Start, boot.Name)] : []);
        writer.WriteLine($"  sha256  {Sha256}");
        writer.WriteLine($"  crc32   {ImageWords.Crc(Image)} (of the data)");
    }

    /// <param name="output">Where it was to go.</param>
    /// <param name="summary">Null where nothing was written.</param>
    /// <param name="diagnostics">All that was found.</param>
    public static object Document(string output, MergeSummary? summary, IReadOnlyList<Diagnostic> diagnostics) => new
    {
        Version = 1,
        Output = output,
        Format = summary is null ? null : ImageWords.Word(summary.File.Format),
        Bytes = summary?.Image.ByteCount,
        summary?.Sha256,
        Crc32 = summary is null ? null : ImageWords.Crc(summary.Image),
        Mcu = summary?.File.Merged.Part?.Id,
        BootStart = summary?.File.Merged.Boot?.Start,
        Ranges = (summary?.Image.Segments ?? []).Select(segment => new
        {
            First = segment.Address,
            Last = segment.End - 1,
            Bytes = segment.Bytes.Length,
            File = segment.Source.Name,
        }),
        Files = (summary?.File.Merged.Files ?? []).Select(file => new { file.Path, file.Sha256, file.Bytes }),
        Diagnostics = diagnostics.Select(Messages.Document),
    };
}
