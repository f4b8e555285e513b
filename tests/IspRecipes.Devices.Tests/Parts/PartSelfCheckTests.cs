using System.Numerics;
using IspRecipes.Devices.Images;
using IspRecipes.Devices.Parts;

namespace IspRecipes.Devices.Tests.Parts;

/// <summary>Walks every row of the part data.</summary>
public class PartSelfCheckTests
{
    public static TheoryData<string> Ids { get; } = new(AvrCatalog.Ids);

    [Theory]
    [MemberData(nameof(Ids))]
    public void Names_and_sources_are_there(string id)
    {
        AvrPart part = AvrCatalog.Find(id)!;

        Assert.Equal(id, part.Name.ToLowerInvariant());
        Assert.NotEmpty(part.Source);
        Assert.NotEmpty(part.Aliases);
        Assert.All(part.Aliases, alias => Assert.Equal(part, AvrCatalog.Find(alias)));
        Assert.DoesNotContain(part.Aliases, alias => AvrCatalog.Ids.Contains(alias));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void The_signature_is_Atmel_s_and_tells_the_flash_size(string id)
    {
        AvrPart part = AvrCatalog.Find(id)!;

        Assert.Equal(0x1E, part.Signature.Vendor);
        Assert.Equal(1024u << (part.Signature.Family & 0x0F), part.Flash.Size);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Memories_are_powers_of_two_in_whole_pages(string id)
    {
        AvrPart part = AvrCatalog.Find(id)!;

        Assert.All((MemoryRegion[])[part.Flash, part.Eeprom], memory =>
        {
            Assert.Equal(0u, memory.Start);
            Assert.True(BitOperations.IsPow2(memory.Size));
            Assert.True(BitOperations.IsPow2(memory.PageSize));
            Assert.InRange(memory.PageSize, 1, 256);
            Assert.Equal(0u, memory.Size % (uint)memory.PageSize);
        });
        Assert.Equal(("flash", "eeprom"), (part.Flash.Name, part.Eeprom.Name));
        Assert.Equal(id.StartsWith("atmega256", StringComparison.Ordinal), part.HasExtendedAddress);
        Assert.Equal(part.Old.HasFlag(OldInstructions.Flash), part.Flash.PageSize == 1);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Fields_fill_their_byte_from_the_top_and_share_no_bit(string id)
    {
        AvrPart part = AvrCatalog.Find(id)!;

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

            Assert.True(part.KnowsFields ? fuse.Mask == mask : fuse.Fields.Count == 0 && fuse.Mask != 0);
        });
        Assert.Equal(part.Fuses.Select(fuse => fuse.Id).Order(), part.Fuses.Select(fuse => fuse.Id));
        string[] names = [.. part.Fuses.Append(part.Lock).SelectMany(fuse => fuse.Fields).Select(field => field.Name)];
        Assert.Equal(names.Distinct(StringComparer.OrdinalIgnoreCase), names);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_factory_fresh_part_is_programmable_and_unlocked_but_for_its_USB_bootloader(string id)
    {
        AvrPart part = AvrCatalog.Find(id)!;

        Assert.NotEqual(part.KnowsFields, Factory(part, "SPIEN") is null or false);
        Assert.All(
            new[] { "RSTDISBL", "DWEN", "OCDEN", "WDTON", "EESAVE", "BOOTRST", "SELFPRGEN", "CKOUT", "CKOPT" },
            name => Assert.NotEqual(true, Factory(part, name)));
        Assert.Equal(part.KnowsFields ? LockOfTheFactory(id) : null, part.Lock.Factory);
        Assert.All(part.Fuses, fuse => Assert.Equal(part.KnowsFields ? 0xFF : null, fuse.Factory | fuse.Mask));
    }

    /// <summary>BLB11, LB2 and LB1 protect the USB bootloader that comes with it: Atmel 7766J table 28-1, 7799D table 25-1.</summary>
    private static byte LockOfTheFactory(string id) =>
        id is "atmega16u4" or "atmega32u4" or "atmega8u2" or "atmega16u2" or "atmega32u2" ? (byte)0xEC : (byte)0xFF;

    [Theory]
    [MemberData(nameof(Ids))]
    public void Boot_sections_halve_with_each_BOOTSZ_down_to_whole_pages(string id)
    {
        AvrPart part = AvrCatalog.Find(id)!;

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
    public void Every_brown_out_level_stands_for_itself(string id)
    {
        AvrPart part = AvrCatalog.Find(id)!;
        double[] volts = [.. part.BrownOutVolts.OfType<double>()];

        Assert.Equal((part.FindField("BODLEVEL")?.Field.Max ?? -1) + 1, part.BrownOutVolts.Count);
        Assert.Equal(part.BrownOutVolts.Count > 0, volts.Length > 0);
        Assert.Equal(volts.Distinct(), volts);
        Assert.All(volts, level => Assert.InRange(level, 1.8, 4.5));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Times_are_those_of_a_classic_AVR(string id)
    {
        AvrPart part = AvrCatalog.Find(id)!;

        Assert.InRange(part.ChipEraseTime.TotalMilliseconds, 9.0, 112.0);
        Assert.InRange(part.FlashWriteTime.TotalMilliseconds, 4.5, 56.0);
        Assert.InRange(part.EepromWriteTime.TotalMilliseconds, 3.6, 20.0);
        Assert.InRange(part.FuseWriteTime.TotalMilliseconds, 4.5, 20.0);
        Assert.InRange(part.CalibrationBytes, part.KnowsFields ? 1 : 0, 4);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Every_named_value_is_reachable_and_has_a_value_and_a_name_of_its_own(string id)
    {
        AvrPart part = AvrCatalog.Find(id)!;

        Assert.All(FieldsOf(part), field =>
        {
            Assert.Equal(field.Values.Select(value => value.Value).Distinct().Order(), field.Values.Select(value => value.Value));
            Assert.Distinct(field.Values.Select(value => value.Name), StringComparer.OrdinalIgnoreCase);
            Assert.All(field.Values, value =>
            {
                Assert.Equal(value.Value, field.Extract(field.Place(value.Value)));
                Assert.Matches("^[0-9A-Z_]+$", value.Name);
            });
        });
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Combined_fields_cover_whole_fields(string id)
    {
        AvrPart part = AvrCatalog.Find(id)!;

        Assert.All(part.Fuses.Append(part.Lock), fuse => Assert.All(fuse.Combined, combined =>
        {
            FuseField[] within = [.. fuse.Fields.Where(field => (field.Mask & combined.Mask) != 0)];
            Assert.Equal(combined.Mask, within.Sum(field => field.Mask));
            Assert.True(within.Length > 1);
            Assert.NotEmpty(combined.Values);
        }));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void What_the_factory_set_has_a_name(string id)
    {
        AvrPart part = AvrCatalog.Find(id)!;

        Assert.All(part.Fuses.Append(part.Lock), fuse => Assert.All(
            fuse.Fields.Concat(fuse.Combined).Where(field => field.Name is not "BODLEVEL" && field.Values.Count > 0),
            field => Assert.Contains(field.Extract(fuse.Factory!.Value), field.Values.Select(value => value.Value))));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Every_named_clock_is_known_and_no_two_rows_claim_one_value(string id)
    {
        AvrPart part = AvrCatalog.Find(id)!;

        Assert.Equal(part.ClockFuse is not null, part.Clocks.Count > 0);
        if (part.ClockFuse is not FuseByte fuse)
        {
            Assert.Null(part.ClockOf(0));
            return;
        }

        FuseField named = fuse.Combined.SingleOrDefault() ?? fuse.Field("CKSEL")!;
        Assert.All(named.Values, value =>
            Assert.NotEqual(ClockClass.Reserved, part.ClockOf((byte)(named.Place(value.Value) | ~named.Mask))!.Class));
        Assert.All(Enumerable.Range(0, 256), value =>
            Assert.InRange(part.Clocks.Count(row => (value & row.Mask) == row.Bits), 0, 1));
        Assert.All(part.Clocks, row =>
        {
            Assert.Equal(0, row.Bits & ~row.Mask);
            Assert.Equal(0, row.Mask & ~named.Mask);
            Assert.True(row.Choice.MinHertz is null || row.Choice.MaxHertz is null || row.Choice.MinHertz <= row.Choice.MaxHertz);
        });
        Assert.Contains(part.ClockOf(fuse.Factory!.Value)!.Class, new[] { ClockClass.Internal, ClockClass.Crystal });
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Decoding_and_encoding_gives_every_byte_back(string id)
    {
        AvrPart part = AvrCatalog.Find(id)!;

        Assert.All(part.Fuses.Append(part.Lock).Where(_ => part.KnowsFields), fuse => Assert.All(Enumerable.Range(0, 256), value =>
        {
            int again = fuse.Fields.Sum(field => field.Place(field.Extract((byte)value)));
            Assert.Equal(value & fuse.Mask, again);
            Assert.All(fuse.Combined, field =>
                Assert.Equal(value & field.Mask, field.Place(field.Extract((byte)value))));
        }));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Parts_of_one_signature_name_each_other(string id)
    {
        AvrPart part = AvrCatalog.Find(id)!;

        Assert.Equal(
            AvrCatalog.WithSignature(part.Signature).Select(other => other.Id).Where(other => other != id).Order(StringComparer.Ordinal),
            part.SameSignature);
    }

    private static IEnumerable<FuseField> FieldsOf(AvrPart part) =>
        part.Fuses.Append(part.Lock).SelectMany(fuse => fuse.Fields.Concat(fuse.Combined));

    private static bool? Factory(AvrPart part, string name) =>
        part.FindField(name) is var (fuse, field) ? field.IsProgrammed(fuse.Factory!.Value) : null;
}
