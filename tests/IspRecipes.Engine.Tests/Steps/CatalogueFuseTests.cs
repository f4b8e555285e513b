using FsCheck;
using FsCheck.Fluent;
using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Plans;
using IspRecipes.Engine.Steps;

namespace IspRecipes.Engine.Tests.Steps;

/// <summary>What holds for every fuse and lock byte of the whole catalogue.</summary>
public class CatalogueFuseTests
{
    /// <summary>Bytes that differ in a field or a value; most parts share theirs with others.</summary>
    private static readonly FuseByte[] Bytes =
    [
        .. AvrCatalog.All.SelectMany(part => part.Fuses.Append(part.Lock)).DistinctBy(fuse => string.Join(
            ';',
            fuse.Fields.Concat(fuse.Combined).Select(field =>
                $"{field.Name} {field.Mask} {string.Join(',', field.Values.Select(value => $"{value.Value}={value.Name}"))}"))),
    ];

    [Fact]
    public void Every_value_of_every_byte_survives_being_told_and_read()
    {
        foreach (FuseByte fuse in Bytes)
        {
            for (int value = 0; value <= 0xFF; value++)
            {
                string told = FuseNames.Fields(fuse, (byte)value);

                Assert.True((value & Covered(fuse)) == Parse(fuse, told), $"0x{value:X2} is told as '{told}'");
            }
        }
    }

    [Fact]
    public void Every_named_value_is_reached_by_its_name_in_any_case()
    {
        Assert.All(Bytes.SelectMany(fuse => fuse.Fields.Concat(fuse.Combined)), field => Assert.All(field.Values, named =>
        {
            Assert.Equal(named.Value, FieldValues.Read(field, named.Name));
            Assert.Equal(named.Value, FieldValues.Read(field, named.Name.ToLowerInvariant()));
            Assert.Equal(named.Value, FieldValues.Read(field, FieldValues.Words(field, named.Value)));
            Assert.Equal(named.Name, FieldValues.Setting(field, named.Value));
        }));
    }

    [Fact]
    public void A_boot_section_has_the_size_of_its_name()
    {
        Assert.All(AvrCatalog.All.Where(part => part.BootFuse is not null), part =>
        {
            FuseField field = part.FindField("BOOTSZ")!.Value.Field;
            Assert.All(field.Values, named => Assert.Equal(named.Value, FieldValues.Read(field, $"{part.BootSizesInWords[named.Value]} words")));
        });
    }

    [Fact]
    public void Every_part_has_something_to_tell_of_any_bytes()
    {
        foreach (AvrPart part in AvrCatalog.All)
        {
            foreach (byte value in (byte[])[0x00, 0x5E, 0xA1, 0xFF])
            {
                var bytes = new FuseBytes(part, part.Fuses.Append(part.Lock).ToDictionary(fuse => fuse.Id, _ => value));

                Assert.Equal(part.ClockOf(value) is not null, FuseMeaning.Facts(bytes).Any(fact => fact.Name == "clock"));
                Assert.Equal(part.FindField("RSTDISBL") is var (_, field) && field.Extract(value) == 0, FuseMeaning.Warnings(bytes).Any(warning => warning.StartsWith("RSTDISBL", StringComparison.Ordinal)));
            }
        }
    }

    [Fact]
    public void Any_bytes_of_any_part_are_encoded_from_what_they_decode_to()
    {
        Gen<(AvrPart, byte[])> any =
            from part in Gen.Elements(AvrCatalog.All.Where(part => part.KnowsFields).ToArray())
            from bytes in ArbMap.Default.GeneratorFor<byte>().ArrayOf(part.Fuses.Count + 1)
            select (part, bytes);
        Prop.ForAll(any.ToArbitrary(), drawn =>
        {
            (AvrPart part, byte[] bytes) = drawn;
            Dictionary<FuseId, byte> given = part.Fuses.Append(part.Lock).Zip(bytes).ToDictionary(pair => pair.First.Id, pair => pair.Second);
            FuseBytes decoded = FuseCalculator.Calculate(part, given, []).Value!.After;
            string[] settings = [.. decoded.Bytes.SelectMany(fuse => FuseNames.Fields(fuse, decoded.Values[fuse.Id]).Split(' ', StringSplitOptions.RemoveEmptyEntries))];

            FuseBytes encoded = FuseCalculator.Calculate(part, new Dictionary<FuseId, byte>(), settings).Value!.After;

            return decoded.Bytes.All(fuse => ((decoded.Values[fuse.Id] ^ encoded.Values[fuse.Id]) & Covered(fuse)) == 0);
        }).QuickCheckThrowOnFailure();
    }

    private static int Covered(FuseByte fuse) => fuse.Fields.Aggregate(0, (mask, field) => mask | field.Mask);

    private static int Parse(FuseByte fuse, string told)
    {
        int value = 0;
        foreach (string setting in told.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] sides = setting.Split('=');
            FuseField field = fuse.Field(sides[0])!;
            value |= field.Place(FieldValues.Read(field, sides[1])!.Value);
        }

        return value;
    }
}
