using IspRecipes.Devices.Images;
using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Plans;

namespace IspRecipes.Cli.Output;

/// <summary>An inspected file for people.</summary>
internal sealed class InspectionText(CliHost host, FileInspection inspection)
{
    /// <summary>More lines than this hide what matters; the JSON has all.</summary>
    private const int MostRanges = 40;

    private readonly TextWriter _out = host.Out;

    public void Write()
    {
        ImageInspection content = inspection.Content;
        _out.WriteLine($"{inspection.File.Path}: {Kind(content)}{Phrases.Bytes(inspection.File.Bytes)} long{LineEnds(content)}");
        Line("sha256", inspection.File.Sha256);
        if (content.Records.Count > 0)
        {
            Line("records", string.Join(", ", content.Records.Select(record => $"{record.Count:N0} of {record.Type} ({record.Meaning})")));
        }

        if (content.Header is { } header)
        {
            Line("header", string.Concat(header.Select(character => char.IsControl(character) ? '.' : character)));
        }

        if (content.StartAddress is uint start)
        {
            Line("start", $"0x{start:X4}, where execution begins");
        }

        foreach ((MemorySpace space, MemoryImage image) in content.Images.OrderBy(pair => pair.Key))
        {
            Write(space, image);
        }
    }

    private void Write(MemorySpace space, MemoryImage image)
    {
        IReadOnlyList<(uint First, long End)> runs = ImageWords.Runs(image);
        Line(space.Words(), $"{Phrases.Bytes(image.ByteCount)} in {(runs.Count == 1 ? "1 range" : $"{runs.Count} ranges")}, "
            + $"{Fillers(image)}crc32 {ImageWords.Crc(image)}");
        Columns.Write(_out, ["    RANGE", "DATA", "GAP BEFORE"], [.. runs.Take(MostRanges).Select((run, index) => Row(runs, run, index))]);
        if (runs.Count > MostRanges)
        {
            _out.WriteLine($"    ... and {runs.Count - MostRanges} more");
        }

        if (image.IsEmpty)
        {
            return;
        }

        var part = inspection.Part as AvrPart;
        MemoryRegion? region = space == MemorySpace.Flash ? part?.Flash : space == MemorySpace.Eeprom ? part?.Eeprom : null;
        var picture = new MemoryPicture(image, region?.Start ?? image.Start, region?.End ?? image.End, host.Width());
        picture.Write(_out, host.Draws, part is not null && space == MemorySpace.Flash && PartMap.Of(part, image).Boot is [.., var largest]
            ? [(largest.Section.Start, "boot section at its largest")]
            : []);
        if (part is not null && space == MemorySpace.Flash)
        {
            Write(part, PartMap.Of(part, image));
        }
    }

    private void Write(AvrPart part, PartMap map)
    {
        _out.WriteLine($"  in {part.Name}, {Phrases.Bytes(part.Flash.Size)} of flash:");
        _out.WriteLine($"    reset vector   {(map.ResetVector ? "at 0x0000" : "none: nothing is at 0x0000")}");
        if (map.Boot.Count > 0)
        {
            Columns.Write(_out, ["    BOOTSZ", "BOOT SECTION", "DATA IN IT", "DATA BELOW", ""], [.. map.Boot.Select(boot => (string[])
            [
                $"    {boot.Value}",
                ImageWords.Range(boot.Section.Start, boot.Section.End),
                Phrases.Bytes(boot.Bytes),
                Phrases.Bytes(boot.Application),
                boot.StartsThere || boot.Bytes == 0 ? "" : "none at its start",
            ])]);
        }

        if (map.Beyond > 0)
        {
            _out.WriteLine($"    beyond the end {Phrases.Bytes(map.Beyond)}");
        }
    }

    private static string[] Row(IReadOnlyList<(uint First, long End)> runs, (uint First, long End) run, int index) =>
    [
        $"    {ImageWords.Range(run.First, run.End)}",
        Phrases.Bytes(run.End - run.First),
        index == 0 ? "" : Phrases.Bytes(run.First - runs[index - 1].End),
    ];

    private void Line(string name, string value) => _out.WriteLine($"  {name,-8} {value}");

    private static string Fillers(MemoryImage image)
    {
        long fillers = PartMap.Fillers(image);
        return fillers == 0 ? "" : $"{fillers:N0} of them 0xFF, ";
    }

    /// <summary>Nothing of a file that was refused as what it is not.</summary>
    private static string Kind(ImageInspection content) =>
        content.Machine is { } machine ? $"{ImageWords.Of(content.Format)} for {machine}, "
        : content.Records.Count > 0 || content.Images.Count > 0 ? $"{ImageWords.Of(content.Format)}, "
        : "";

    private static string LineEnds(ImageInspection content) => content.LineEndings switch
    {
        LineEndings.Lf => ", lines end in LF",
        LineEndings.CrLf => ", lines end in CRLF",
        LineEndings.Cr => ", lines end in CR",
        LineEndings.Mixed => ", line ends are mixed",
        _ => "",
    };
}
