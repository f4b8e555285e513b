using System.Numerics;
using IspRecipes.Devices.Images;
using IspRecipes.Devices.Parts;

namespace IspRecipes.Devices.Tests.Parts;

/// <summary>Walks every row of the part data.</summary>
public class PartSelfCheckTests
{
    public static TheoryData<string> Ids { get; } = new(PartCatalog.Ids);

    [Theory]
    [MemberData(nameof(Ids))]
    public void Names_and_sources_are_there(string id)
    {
        AvrPart part = PartCatalog.Find(id)!;

        Assert.Equal(id, part.Name.ToLowerInvariant());
        Assert.Matches("^(Atmel|Microchip) (DS)?[0-9]+[A-Z] ", part.Source);
        Assert.NotEmpty(part.Aliases);
        Assert.All(part.Aliases, alias => Assert.Equal(part, PartCatalog.Find(alias)));
        Assert.DoesNotContain(part.Aliases, alias => PartCatalog.Ids.Contains(alias));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void The_signature_is_Atmel_s_and_tells_the_flash_size(string id)
    {
        AvrPart part = PartCatalog.Find(id)!;

        Assert.Equal(0x1E, part.Signature.Vendor);
        Assert.Equal(1024u << part.Signature.Family - 0x90, part.Flash.Size);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Memories_are_powers_of_two_in_whole_pages(string id)
    {
        AvrPart part = PartCatalog.Find(id)!;

        Assert.All((MemoryRegion[])[part.Flash, part.Eeprom], memory =>
        {
            Assert.Equal(0u, memory.Start);
            Assert.True(BitOperations.IsPow2(memory.Size));
            Assert.True(BitOperations.IsPow2(memory.PageSize));
            Assert.InRange(memory.PageSize, 1, 256);
        });
        Assert.Equal(("flash", "eeprom"), (part.Flash.Name, part.Eeprom.Name));
        Assert.Equal(id == "atmega2560", part.HasExtendedAddress);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Fields_fill_their_byte_from_the_top_and_share_no_bit(string id)
    {
        AvrPart part = PartCatalog.Find(id)!;

        Assert.All((FuseByte[])[.. part.Fuses, part.Lock], fuse =>
        {
            int mask = 0;
            foreach (FuseField field in fuse.Fields)
            {
                Assert.Equal(0, mask & field.Mask);
                Assert.True(mask == 0 || field.Mask < (mask & -mask), $"{field.Name} is out of order");
                Assert.True(BitOperations.IsPow2(field.Max + 1), $"{field.Name} has a gap");
                Assert.NotEmpty(field.Description);
                mask |= field.Mask;
            }

            Assert.Equal(fuse.Mask, mask);
        });
        Assert.Equal(part.Fuses.Select(fuse => fuse.Id).Order(), part.Fuses.Select(fuse => fuse.Id));
        string[] names = [.. part.Fuses.Append(part.Lock).SelectMany(fuse => fuse.Fields).Select(field => field.Name)];
        Assert.Equal(names.Distinct(StringComparer.OrdinalIgnoreCase), names);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_factory_fresh_part_is_programmable_and_unlocked(string id)
    {
        AvrPart part = PartCatalog.Find(id)!;

        Assert.True(Factory(part, "SPIEN"));
        Assert.All(
            new[] { "RSTDISBL", "DWEN", "OCDEN", "WDTON", "EESAVE", "BOOTRST", "SELFPRGEN", "CKOUT", "CKOPT" },
            name => Assert.NotEqual(true, Factory(part, name)));
        Assert.Equal((byte)0xFF, part.Lock.Factory);
        Assert.All(part.Fuses, fuse => Assert.Equal(0xFF, fuse.Factory | fuse.Mask));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Boot_sections_halve_with_each_BOOTSZ_down_to_whole_pages(string id)
    {
        AvrPart part = PartCatalog.Find(id)!;

        Assert.Equal((part.FindField("BOOTSZ")?.Field.Max ?? -1) + 1, part.BootSizesInWords.Count);
        Assert.Equal(part.BootFuse is not null, part.FindField("BOOTRST") is not null);
        Assert.Equal(part.BootFuse is not null, part.FindField("BLB1") is not null);
        Assert.All(part.BootSizesInWords, words => Assert.Equal(0, words * 2 % part.Flash.PageSize));
        Assert.All(
            part.BootSizesInWords.Zip(part.BootSizesInWords.Skip(1)),
            pair => Assert.Equal(pair.First, pair.Second * 2));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Brown_out_levels_fall_as_BODLEVEL_rises(string id)
    {
        AvrPart part = PartCatalog.Find(id)!;
        double[] volts = [.. part.BrownOutVolts.OfType<double>()];

        Assert.Equal(part.FindField("BODLEVEL")!.Value.Field.Max + 1, part.BrownOutVolts.Count);
        Assert.Equal(volts.OrderDescending(), volts);
        Assert.All(volts, level => Assert.InRange(level, 1.8, 4.3));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Times_are_those_of_a_classic_AVR(string id)
    {
        AvrPart part = PartCatalog.Find(id)!;

        Assert.All(
            (TimeSpan[])[part.ChipEraseTime, part.FlashWriteTime, part.EepromWriteTime, part.FuseWriteTime],
            time => Assert.InRange(time.TotalMilliseconds, 3.6, 9.0));
        Assert.InRange(part.CalibrationBytes, 1, 4);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Parts_of_one_signature_name_each_other(string id)
    {
        AvrPart part = PartCatalog.Find(id)!;

        Assert.Equal(
            PartCatalog.WithSignature(part.Signature).Select(other => other.Id).Where(other => other != id),
            part.SameSignature.Where(other => PartCatalog.Ids.Contains(other)));
    }

    private static bool? Factory(AvrPart part, string name) =>
        part.FindField(name) is var (fuse, field) ? field.IsProgrammed(fuse.Factory!.Value) : null;
}
