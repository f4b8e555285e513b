using IspRecipes.Devices.Images;
using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Plans;
using IspRecipes.Engine.Runs;

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
            Line("start", $"{HexAddress.Of(start)}, where execution begins");
        }

        foreach ((MemorySpace space, MemoryImage image) in content.Images.OrderBy(pair => pair.Key))
        {
            Write(space, image);
        }
    }

    private void Write(MemorySpace space, MemoryImage content)
    {
        MemoryImage image = inspection.Placed(content);
        IReadOnlyList<(uint First, long End)> runs = ImageWords.Runs(image);
        Line(space.Words(), $"{Phrases.Bytes(image.ByteCount)} in {(runs.Count == 1 ? "1 range" : $"{runs.Count} ranges")}, "
            + $"{Fillers(image)}crc32 {ImageWords.Crc(image)}");
        Columns.Write(_out, ["    RANGE", "DATA", "GAP BEFORE"], [.. runs.Take(MostRanges).Select((run, index) => Row(runs, run, index))]);
        if (runs.Count > MostRanges)
        {
            _out.WriteLine($"    ... and {runs.Count - MostRanges} more");
        }

        if (!image.IsEmpty)
        {
            WritePlace(space, image);
        }
    }

    /// <summary>Where the bytes lie: of flash in the part it is for, with its sections or vector table.</summary>
    private void WritePlace(MemorySpace space, MemoryImage image)
    {
        MemoryRegion? region = space switch
        {
            MemorySpace.Flash => inspection.Part?.Flash,
            MemorySpace.Eeprom => (inspection.Part as AvrPart)?.Eeprom,
            _ => null,
        };
        var picture = new MemoryPicture(image, region?.Start ?? image.Start, region?.End ?? image.End, host.Width());
        switch (space == MemorySpace.Flash ? inspection.Part : null)
        {
            case AvrPart part:
                Write(part, PartMap.Of(part, image), picture);
                break;
            case Stm32Part part:
                Write(part, Stm32Map.Of(part, image), picture);
                break;
            default:
                picture.Write(_out, host.Look);
                break;
        }
    }

    private void Write(Stm32Part part, Stm32Map map, MemoryPicture picture)
    {
        picture.Write(_out, host.Look, map.Tables.Select(start => (start.Table.Address, "vector table")));
        _out.WriteLine($"  in {part.Name}, {Phrases.Bytes(part.Flash.Size)} of flash from 0x{part.Flash.Start:X8}"
            + $"{(inspection.IsMoved ? ", if it is for the start of it" : "")}:");
        if (map.Tables.All(start => start.Table.Address != part.Flash.Start))
        {
            _out.WriteLine($"    vector table   none at 0x{part.Flash.Start:X8}, where a reset looks for one");
        }

        foreach ((VectorTable table, IReadOnlyList<string> faults) in map.Tables)
        {
            _out.WriteLine($"    vector table   at 0x{table.Address:X8}: {Stack(table, part)}, {Reset(table)}");
            foreach (string fault in faults)
            {
                _out.WriteLine($"      WARNING      {fault}");
            }
        }

        WriteBeyond("outside", map.Beyond);
    }

    private static string Stack(VectorTable table, Stm32Part part) => $"stack 0x{table.InitialStack:X8}"
        + (table.Stack(part) is not MemoryRegion ram ? ""
            : table.InitialStack == ram.End ? $" (the end of the {ram.Name.ToUpperInvariant()})"
            : $" (in the {ram.Name.ToUpperInvariant()})");

    private static string Reset(VectorTable table) => $"reset 0x{table.ResetVector:X8}" + (table.IsThumb ? $" (runs 0x{table.Entry:X8})" : "");

    private void WriteBeyond(string where, long bytes)
    {
        if (bytes > 0)
        {
            _out.WriteLine($"    {where,-14} {Phrases.Bytes(bytes)}");
        }
    }

    private void Write(AvrPart part, PartMap map, MemoryPicture picture)
    {
        picture.Write(_out, host.Look, map.Boot is [.., var largest] ? [(largest.Section.Start, "boot section at its largest")] : []);
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

        WriteBeyond("beyond the end", map.Beyond);
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
