using IspRecipes.Devices.Images;
using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Diagnostics;
using IspRecipes.Engine.Plans;

namespace IspRecipes.Cli.Output;

/// <summary>An inspected file as data. Addresses are numbers, ranges include both ends.</summary>
internal static class InspectionDocument
{
    public static object Of(string path, Checked<FileInspection> inspected) => new
    {
        Version = 1,
        Path = path,
        Bytes = inspected.Value?.File.Bytes,
        inspected.Value?.File.Sha256,
        Format = inspected.Value is { Content: { Records.Count: > 0 } or { Images.Count: > 0 } } read ? ImageWords.Word(read.Content.Format) : null,
        LineEndings = inspected.Value?.Content.LineEndings.ToString().ToLowerInvariant(),
        Records = inspected.Value?.Content.Records.Select(record => new { record.Type, record.Meaning, record.Count }),
        inspected.Value?.Content.StartAddress,
        inspected.Value?.Content.Header,
        inspected.Value?.Content.Machine,
        Memories = inspected.Value?.Content.Images.OrderBy(pair => pair.Key)
            .Select(pair => Memory(pair.Key, inspected.Value.Placed(pair.Value), inspected.Value.Part)),
        Diagnostics = inspected.Diagnostics.Select(Messages.Document),
    };

    private static object Memory(MemorySpace space, MemoryImage image, Part? part) => new
    {
        Memory = space.Words(),
        Bytes = image.ByteCount,
        Fillers = PartMap.Fillers(image),
        Crc32 = ImageWords.Crc(image),
        Ranges = ImageWords.Runs(image).Select(run => new { run.First, Last = run.End - 1, Bytes = run.End - run.First }),
        Part = space == MemorySpace.Flash ? Map(part, image) : null,
    };

    private static object? Map(Part? part, MemoryImage image) => part switch
    {
        AvrPart avr => Map(avr, PartMap.Of(avr, image)),
        Stm32Part stm32 => Map(stm32, Stm32Map.Of(stm32, image)),
        _ => null,
    };

    private static object Map(Stm32Part part, Stm32Map map) => new
    {
        Mcu = part.Id,
        VectorTables = map.Tables.Select(start => new
        {
            start.Table.Address,
            start.Table.InitialStack,
            start.Table.ResetVector,
            start.Table.Entry,
            Stack = start.Table.Stack(part)?.Name,
            start.Faults,
        }),
        map.Beyond,
    };

    private static object Map(AvrPart part, PartMap map) => new
    {
        Mcu = part.Id,
        map.ResetVector,
        Boot = map.Boot.Select(boot => new
        {
            Bootsz = boot.Value,
            boot.Section.Start,
            boot.Section.Size,
            boot.Bytes,
            boot.StartsThere,
            boot.Application,
        }),
        map.Beyond,
    };
}
