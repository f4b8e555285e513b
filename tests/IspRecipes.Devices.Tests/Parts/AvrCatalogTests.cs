using IspRecipes.Devices.Parts;

namespace IspRecipes.Devices.Tests.Parts;

public class AvrCatalogTests
{
    [Fact]
    public void The_index_lists_every_data_file_once_and_in_order()
    {
        Assert.Equal(
            typeof(AvrCatalog).Assembly.GetManifestResourceNames()
                .Where(name => name.StartsWith("parts/", StringComparison.Ordinal) && name.EndsWith(".json", StringComparison.Ordinal))
                .Select(name => name["parts/".Length..^".json".Length])
                .Where(name => !name.StartsWith("stm32/", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal),
            AvrCatalog.Ids);
        Assert.Equal(AvrCatalog.Ids, AvrCatalog.All.Select(part => part.Id));
    }

    [Theory]
    [InlineData("atmega32u4", "atmega32u4")]
    [InlineData("ATmega32U4", "atmega32u4")]
    [InlineData("m32u4", "atmega32u4")]
    [InlineData("M328P", "atmega328p")]
    [InlineData("usb1286", "at90usb1286")]
    [InlineData("t85", "attiny85")]
    public void A_part_is_found_by_id_name_and_alias_in_any_case(string name, string id)
    {
        Assert.Equal(id, AvrCatalog.Find(name)?.Id);
    }

    [Theory]
    [InlineData("at90usb64")]
    [InlineData("at90usb128")]
    [InlineData("index")]
    [InlineData("attiny10")]
    [InlineData("")]
    public void What_is_no_part_is_not_found(string name)
    {
        Assert.Null(AvrCatalog.Find(name));
    }

    [Fact]
    public void A_part_inherits_what_it_does_not_say_itself()
    {
        AvrPart part = AvrCatalog.Find("at90usb1287")!;

        Assert.Equal("AT90USB1287", part.Name);
        Assert.Equal(new Signature(0x1E, 0x97, 0x82), part.Signature);
        Assert.Equal(["at90usb1286"], part.SameSignature);
        Assert.Equal((0x20000u, 256), (part.Flash.Size, part.Flash.PageSize));
        Assert.Equal([4096, 2048, 1024, 512], part.BootSizesInWords);
        Assert.Equal(0x0F, part.Fuse(FuseId.Extended)!.Mask);
        Assert.Equal(TimeSpan.FromMilliseconds(9), part.ChipEraseTime);
    }

    [Fact]
    public void Parts_of_one_signature_are_found_together()
    {
        Assert.Equal(
            ["at90usb1286", "at90usb1287"],
            AvrCatalog.WithSignature(new Signature(0x1E, 0x97, 0x82)).Select(part => part.Id));
        Assert.Equal(
            ["atmega328p", "ata6614q", "lgt8f328p"],
            AvrCatalog.WithSignature(new Signature(0x1E, 0x95, 0x0F)).Select(part => part.Id));
        Assert.Empty(AvrCatalog.WithSignature(new Signature(0xFF, 0xFF, 0xFF)));
    }

    // The boot sections of the ISP flashing guide's files, computed as flash end less twice the words.
    [Theory]
    [InlineData("atmega16u4", 0x99, 0x3000)]
    [InlineData("atmega32u4", 0xD8, 0x7000)]
    [InlineData("atmega32u4", 0xDE, 0x7E00)]
    [InlineData("at90usb646", 0x9B, 0xF000)]
    [InlineData("at90usb646", 0x99, 0xE000)]
    [InlineData("at90usb1286", 0xD9, 0x1E000)]
    [InlineData("atmega32a", 0xD0, 0x7000)]
    [InlineData("atmega328p", 0xDE, 0x7E00)]
    [InlineData("atmega2560", 0xD8, 0x3E000)]
    public void The_boot_section_starts_where_BOOTSZ_says(string id, byte high, int expected)
    {
        AvrPart part = AvrCatalog.Find(id)!;

        Assert.Equal(FuseId.High, part.BootFuse!.Id);
        Assert.Equal((uint)expected, part.BootStart(high));
        Assert.Equal((uint)expected, part.BootSection(high)!.Start);
        Assert.Equal(part.Flash.End, part.BootSection(high)!.End);
        Assert.Equal((uint)expected, part.ApplicationSection(high).End);
    }

    [Fact]
    public void A_part_without_boot_section_is_application_throughout()
    {
        AvrPart part = AvrCatalog.Find("attiny85")!;

        Assert.Null(part.BootFuse);
        Assert.Null(part.BootStart(0xDF));
        Assert.Null(part.BootSection(0xDF));
        Assert.Equal(part.Flash, part.ApplicationSection(0xDF));
    }

    [Fact]
    public void A_field_is_found_in_whichever_byte_it_lies()
    {
        AvrPart part = AvrCatalog.Find("atmega32u4")!;

        Assert.Equal((FuseId.Low, 0x80), Place(part, "CKDIV8"));
        Assert.Equal((FuseId.High, 0x06), Place(part, "bootsz"));
        Assert.Equal((FuseId.Extended, 0x08), Place(part, "HWBE"));
        Assert.Equal((FuseId.Lock, 0x30), Place(part, "BLB1"));
        Assert.Null(part.FindField("RSTDISBL"));
    }

    // The two families have these bits the other way round; a mistake here costs a chip.
    [Theory]
    [InlineData("atmega328p", "RSTDISBL", 0x80)]
    [InlineData("atmega328p", "DWEN", 0x40)]
    [InlineData("atmega32u2", "RSTDISBL", 0x40)]
    [InlineData("atmega32u2", "DWEN", 0x80)]
    public void The_fuses_that_end_serial_programming_have_the_bits_of_the_datasheet(string id, string field, byte mask)
    {
        Assert.Equal((FuseId.High, mask), Place(AvrCatalog.Find(id)!, field));
    }

    [Fact]
    public void Brown_out_levels_are_those_of_the_datasheet()
    {
        Assert.Equal(2.6, BrownOut("atmega32u4", 0xF3));
        Assert.Equal(4.3, BrownOut("atmega32u4", 0xF8));
        Assert.Equal(3.0, BrownOut("atmega16u2", 0xF4));
        Assert.Equal(2.7, BrownOut("atmega328p", 0xFD));
        Assert.Null(BrownOut("atmega328p", 0xFF));
        Assert.Equal(4.0, BrownOut("atmega32a", 0x0F));
    }

    // CKSEL 3 gives the clock frequencies of the ATtiny15 (Atmel 2586D, 16), whose core has 1.6 MHz: a quarter of 6.4 MHz.
    [Theory]
    [InlineData("attiny25")]
    [InlineData("attiny85")]
    public void The_clock_of_the_ATtiny15_mode_is_that_of_the_core(string id)
    {
        Assert.Equal(new ClockChoice(ClockClass.Internal, 1.6e6, 1.6e6), AvrCatalog.Find(id)!.ClockOf(0xE3));
    }

    [Fact]
    public void A_part_without_PLL_has_no_clock_from_it()
    {
        Assert.Equal(ClockClass.Internal, AvrCatalog.Find("attiny861")!.ClockOf(0xE1)!.Class);
        Assert.Equal(ClockClass.Reserved, AvrCatalog.Find("attiny43u")!.ClockOf(0xE1)!.Class);
    }

    private static (FuseId, int)? Place(AvrPart part, string field) =>
        part.FindField(field) is var (fuse, found) ? (fuse.Id, (int)found.Mask) : null;

    private static double? BrownOut(string id, byte fuse)
    {
        AvrPart part = AvrCatalog.Find(id)!;
        return part.BrownOutVolts[part.FindField("BODLEVEL")!.Value.Field.Extract(fuse)];
    }
}
