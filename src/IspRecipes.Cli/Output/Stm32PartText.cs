using IspRecipes.Devices.Images;
using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Runs;

namespace IspRecipes.Cli.Output;

/// <summary>The STM32s of the catalogue: a line of each, all of one, and that as data.</summary>
internal static class Stm32PartText
{
    public static void List(TextWriter writer) => Columns.Write(
        writer, ["PART", "DEV_ID", "FLASH", "PAGE", "SRAM", "FAMILY", "ALSO CALLED"], [.. Stm32Catalog.All.Select(Row)]);

    public static void Describe(TextWriter writer, Stm32Part part)
    {
        Stm32Family family = part.Family;
        string aliases = part.Aliases.Count > 0 ? $", also called {string.Join(", ", part.Aliases)}" : "";
        writer.WriteLine($"{part.Name}, {family.Core}{aliases}");
        writer.WriteLine($"family   {family.Id}: {family.Name}");
        writer.WriteLine($"flash    {Memory(part.Flash)}, erased in pages of {part.Flash.PageSize}{Banks(family)}");
        writer.WriteLine($"sram     {Memory(part.Sram)}");
        if (part.Ccm is MemoryRegion ccm)
        {
            writer.WriteLine($"ccm      {Memory(ccm)}");
        }

        writer.WriteLine($"ids      DEV_ID 0x{family.DeviceId:X3} at 0x{family.DebugIdAddress:X8}, "
            + $"DPIDR {Hex(family.DebugPortIds)}, CPUID {Hex(family.CpuIds)}");
        DescribeRevisions(writer, family);
        writer.WriteLine($"size     the flash size register is at 0x{family.FlashSizeAddress:X8}{Largest(part)}");
        writer.WriteLine($"unique   96 bits at 0x{family.UniqueIdAddress:X8}");
        writer.WriteLine($"protect  read protection by RDP; write protection by a bit of WRP for {Granule(part)}");
        writer.WriteLine("option bytes, which a recipe sets by name in 'options':");
        Columns.Write(
            writer,
            ["  FIELD", "BYTE", "BITS", "FACTORY", "CAN BE", "WHAT IT IS"],
            [.. family.Options.SelectMany(option => option.Fields.Select(field => Row(option, field)))]);
        if (family.ReadProtectionForEver is not null)
        {
            writer.WriteLine("Note: RDP=level-2 locks a chip for ever, and is never written.");
        }

        writer.WriteLine($"Source: {part.Source}");
    }

    public static object Document(Stm32Part part) => new
    {
        Kind = "stm32",
        part.Id,
        part.Name,
        part.Aliases,
        Family = part.Family.Id,
        part.Family.Core,
        DeviceId = $"0x{part.Family.DeviceId:X3}",
        DebugPortIds = part.Family.DebugPortIds.Select(id => $"0x{id:X8}"),
        CpuIds = part.Family.CpuIds.Select(id => $"0x{id:X8}"),
        Flash = new { part.Flash.Start, part.Flash.Size, Page = part.Flash.PageSize, Largest = part.Family.LargestFlash },
        Sram = new { part.Sram.Start, part.Sram.Size },
        Ccm = part.Ccm is null ? null : new { part.Ccm.Start, part.Ccm.Size },
        BytesPerProtectionBit = part.Family.PagesPerProtectionBit * part.Family.PageSize,
        Options = part.Family.Options.Select(option => new
        {
            Name = Name(option),
            Factory = $"0x{option.Factory:X2}",
            Fields = option.Fields.Select(field => new { field.Name, Mask = $"0x{field.Mask:X2}", field.Description, field.Values }),
        }),
        Revisions = part.Family.Revisions.ToDictionary(revision => $"0x{revision.Key:X4}", revision => revision.Value),
        Clones = part.Family.Clones.ToDictionary(clone => $"0x{clone.Key:X4}", clone => clone.Value.Name),
        part.Source,
    };

    private static string[] Row(Stm32Part part) =>
    [
        part.Id,
        $"0x{part.Family.DeviceId:X3}",
        $"{part.Flash.Size / 1024} KiB",
        $"{part.Flash.PageSize}",
        $"{part.Sram.Size / 1024} KiB",
        part.Family.Id,
        string.Join(", ", part.Aliases),
    ];

    private static string[] Row(OptionByte option, FuseField field) =>
    [
        $"  {field.Name}",
        Name(option),
        FuseTables.Bits(field),
        field.Values.FirstOrDefault(value => value.Value == field.Extract(option.Factory))?.Name ?? $"0x{field.Extract(option.Factory):X2}",
        field.Values.Count > 0 ? string.Join(", ", field.Values.Select(value => value.Name)) : $"0x00 to 0x{field.Max:X2}",
        field.Description,
    ];

    private static void DescribeRevisions(TextWriter writer, Stm32Family family)
    {
        if (family.Revisions.Count > 0)
        {
            writer.WriteLine($"REV_ID   {string.Join(", ", family.Revisions.Select(revision => $"0x{revision.Key:X4} is {revision.Value}"))}");
        }

        if (family.Clones.Count > 0)
        {
            writer.WriteLine($"clones   {string.Join(", ", family.Clones.Select(clone => $"0x{clone.Key:X4} is a {clone.Value.Name}"))}");
        }
    }

    private static string Memory(MemoryRegion region) => $"{Phrases.Bytes(region.Size)} from 0x{region.Start:X8}";

    private static string Banks(Stm32Family family) =>
        family.SecondBank is uint second ? $", the second bank from 0x{second:X8}" : "";

    /// <summary>What a recipe says of a chip that has more flash than its name.</summary>
    private static string Largest(Stm32Part part) => part.Family.LargestFlash > part.Flash.Size
        ? $"; 'flash-size: {part.Family.LargestFlash / 1024}K' is the most that a recipe can say of this family"
        : "";

    private static string Granule(Stm32Part part)
    {
        Stm32Family family = part.Family;
        long bits = 8L * family.Options.Count(option => option.Id >= OptionByteId.Wrp0);
        long covered = bits * family.PagesPerProtectionBit * family.PageSize;
        return $"each {Phrases.Bytes(family.PagesPerProtectionBit * family.PageSize)}"
            + (covered < family.LargestFlash ? ", the last for all that remain" : "");
    }

    private static string Hex(IReadOnlyList<uint> values) => string.Join(" or ", values.Select(value => $"0x{value:X8}"));

    private static string Name(OptionByte option) => option.Id.ToString().ToUpperInvariant();
}
