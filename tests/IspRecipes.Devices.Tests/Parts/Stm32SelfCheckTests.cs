using System.Text.RegularExpressions;
using IspRecipes.Devices.Parts;

namespace IspRecipes.Devices.Tests.Parts;

/// <summary>Walks every row of the STM32s' data.</summary>
public class Stm32SelfCheckTests
{
    private static readonly OptionByteId[] WriteProtection =
        [OptionByteId.Wrp0, OptionByteId.Wrp1, OptionByteId.Wrp2, OptionByteId.Wrp3];

    public static TheoryData<string> Ids { get; } = new(Stm32Catalog.Ids);

    public static TheoryData<string> Families { get; } = new(Stm32Catalog.Families.Select(family => family.Id));

    [Fact]
    public void Ids_are_sorted_and_unique_and_every_file_is_a_family_or_inherited()
    {
        Assert.Equal(Stm32Catalog.Ids.Distinct().Order(StringComparer.Ordinal), Stm32Catalog.Ids);
        string[] files =
        [
            .. typeof(Stm32Catalog).Assembly.GetManifestResourceNames()
                .Where(name => name.StartsWith("parts/stm32/", StringComparison.Ordinal) && name.EndsWith(".json", StringComparison.Ordinal))
                .Select(name => name["parts/stm32/".Length..^".json".Length]),
        ];
        Assert.Equal(
            files.Except(["stm32f0", "stm32f1", "stm32f3"]).Order(),
            Stm32Catalog.Families.Select(family => family.Id).Order());
    }

    [Fact]
    public void Every_device_id_has_one_family()
    {
        ushort[] ids = [.. Stm32Catalog.Families.Select(family => family.DeviceId)];

        Assert.Equal(17, ids.Distinct().Count());
        Assert.All(Stm32Catalog.Families, family => Assert.Equal(family, Assert.Single(Stm32Catalog.WithDeviceId(family.DeviceId))));
        Assert.Empty(Stm32Catalog.WithDeviceId(0x413));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_part_lies_within_its_family(string id)
    {
        Stm32Part part = Stm32Catalog.Find(id)!;

        Assert.Equal(id, part.Name.ToLowerInvariant());
        Assert.Matches("^stm32f[013][0-9]{2}[cefgkrtvz][468bcdefg]$", id);
        Assert.Equal(FlashLetter(id[^1]), part.Flash.Size / 1024);
        Assert.InRange(part.Flash.Size, (uint)part.Flash.PageSize, part.Family.LargestFlash);
        Assert.Equal(0u, part.Flash.Size % (uint)part.Flash.PageSize);
        Assert.Equal(part.Family.PageSize, part.Flash.PageSize);
        Assert.InRange(part.Sram.Size, 4u * 1024, 96u * 1024);
        Assert.Equal(Regex.IsMatch(id, "^stm32f3(03|28|34|58|98)"), part.Ccm is not null);
        Assert.True(part.Ccm is null || (part.Ccm.Start == 0x1000_0000 && part.Ccm.Size is 4096 or 8192 or 16384));
        Assert.Equal((0x0800_0000u, 0x2000_0000u), (part.Flash.Start, part.Sram.Start));
        Assert.NotEmpty(part.Source);
        Assert.Contains(part, Stm32Catalog.Of(part.Family));
        Assert.All(part.Aliases, alias => Assert.Equal(id, Stm32Catalog.Find(alias)!.Id));
        Assert.All(part.Aliases, alias => Assert.Null(AvrCatalog.Find(alias)));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void The_number_of_pins_changes_no_memory(string id)
    {
        Stm32Part part = Stm32Catalog.Find(id)!;
        Stm32Part open = Stm32Catalog.Find(id[..9] + 'x' + id[^1])!;

        Assert.Equal((part.Family, part.Flash, part.Sram, part.Ccm), (open.Family, open.Flash, open.Sram, open.Ccm));
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void A_family_s_largest_part_has_its_largest_flash(string id)
    {
        Stm32Family family = Family(id);
        Stm32Part[] parts = [.. Stm32Catalog.Of(family)];

        Assert.Equal(parts.OrderBy(part => part.Flash.Size), parts);
        Assert.Equal(family.LargestFlash, parts[^1].Flash.Size);
        Assert.NotEmpty(family.Name);
        Assert.NotEmpty(family.Source);
        Assert.Contains(family.PageSize, new[] { 1024, 2048 });
        Assert.Equal(family.SecondBank is null ? 1 : 2, family.LargestFlash > 512 * 1024 ? 2 : 1);
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Write_protection_covers_all_of_flash_with_no_byte_to_spare(string id)
    {
        Stm32Family family = Family(id);
        int bytes = family.Options.Count(option => WriteProtection.Contains(option.Id));
        long pages = family.LargestFlash / family.PageSize;
        long granule = family.PageSize * family.PagesPerProtectionBit;

        Assert.Equal(4096, granule);
        Assert.True(pages > (bytes - 1) * 8L * family.PagesPerProtectionBit, "a byte protects nothing");
        Assert.True(bytes == 4 || pages <= bytes * 8L * family.PagesPerProtectionBit, "pages are without a bit");
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Option_bytes_stand_in_order_and_their_fields_share_no_bit(string id)
    {
        Stm32Family family = Family(id);

        Assert.Equal(family.Options.Select(option => option.Id).Order(), family.Options.Select(option => option.Id));
        Assert.Equal(
            [OptionByteId.Rdp, OptionByteId.User, OptionByteId.Data0, OptionByteId.Data1, OptionByteId.Wrp0],
            family.Options.Take(5).Select(option => option.Id));
        Assert.All(family.Options, option =>
        {
            int mask = 0;
            foreach (FuseField field in option.Fields)
            {
                Assert.Equal(0, mask & field.Mask);
                Assert.True(mask == 0 || field.Mask < (mask & -mask), $"{field.Name} is out of order");
                Assert.NotEmpty(field.Description);
                mask |= field.Mask;
            }

            Assert.True(option.Id == OptionByteId.User || mask == 0xFF);
        });
        Assert.Distinct(family.Options.SelectMany(option => option.Fields).Select(field => field.Name), StringComparer.OrdinalIgnoreCase);
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Every_named_value_is_reachable_and_has_a_value_and_a_name_of_its_own(string id)
    {
        Stm32Family family = Family(id);

        Assert.All(family.Options.SelectMany(option => option.Fields), field =>
        {
            Assert.Equal(field.Values.Select(value => value.Value).Distinct().Order(), field.Values.Select(value => value.Value));
            Assert.Distinct(field.Values.Select(value => value.Name), StringComparer.OrdinalIgnoreCase);
            Assert.All(field.Values, value => Assert.InRange(value.Value, 0, field.Max));
            Assert.All(field.Values, value => Assert.Matches("^[a-z][a-z0-9-]*$", value.Name));
            Assert.Equal(field.IsFlag ? 2 : 0, field.Name == "RDP" ? 0 : field.Values.Count);
        });
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void A_factory_fresh_chip_is_open_and_starts_its_watchdog_by_software(string id)
    {
        Stm32Family family = Family(id);

        Assert.Equal(0, family.ProtectionLevel(family.Options[0].Factory));
        Assert.Equal("level-0", NameOf(family, "RDP"));
        Assert.Equal("software", NameOf(family, "WDG_SW"));
        Assert.Equal("no-reset", NameOf(family, "nRST_STOP"));
        Assert.All(family.Options.Skip(1), option => Assert.Equal(0xFF, option.Factory));
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Every_level_of_read_protection_has_a_name(string id)
    {
        Stm32Family family = Family(id);
        FuseField rdp = family.FindOption("rdp")!.Value.Field;

        Assert.All(rdp.Values, value => Assert.Equal($"level-{family.ProtectionLevel((byte)value.Value)}", value.Name));
        Assert.Equal(family.ReadProtectionForEver is null ? 2 : 3, rdp.Values.Count);
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Registers_are_where_the_core_s_family_has_them(string id)
    {
        Stm32Family family = Family(id);
        bool isF1 = id.StartsWith("stm32f1", StringComparison.Ordinal);

        Assert.Equal(id.StartsWith("stm32f0", StringComparison.Ordinal) ? 0x4001_5800u : 0xE004_2000u, family.DebugIdAddress);
        Assert.Equal(isF1 ? 0x1FFF_F7E0u : 0x1FFF_F7CCu, family.FlashSizeAddress);
        Assert.Equal((isF1, isF1 ? 2 : 8), (!family.HasOptionLaunch, family.UserShift));
        Assert.InRange(family.FreezeAddress - family.DebugIdAddress, 4u, 8u);
        Assert.Equal(0x4002_2000u, family.FlashRegisters);
        Assert.Empty(family.Revisions.Keys.Intersect(family.Clones.Keys));
        Assert.All(family.CpuIds, cpu => Assert.Equal(0x41u, cpu >> 24));
        Assert.NotEmpty(family.DebugPortIds);
    }

    private static Stm32Family Family(string id) => Stm32Catalog.Families.Single(family => family.Id == id);

    private static string? NameOf(Stm32Family family, string field) =>
        family.FindOption(field) is var (option, found)
            ? found.Values.Single(value => value.Value == found.Extract(option.Factory)).Name
            : null;

    /// <summary>The letter of an id that stands for flash, in KiB (DS5319, 7 Part numbering).</summary>
    private static uint FlashLetter(char letter) => letter switch
    {
        '4' => 16,
        '6' => 32,
        '8' => 64,
        'b' => 128,
        'c' => 256,
        'd' => 384,
        'e' => 512,
        'f' => 768,
        _ => 1024,
    };
}
