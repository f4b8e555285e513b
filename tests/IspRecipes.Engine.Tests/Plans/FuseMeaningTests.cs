using IspRecipes.Devices.Parts;
using IspRecipes.Engine.Plans;

namespace IspRecipes.Engine.Tests.Plans;

/// <summary>What fuse bytes mean, on the bytes of the ISP flashing guide's own table and on dangerous ones.</summary>
public class FuseMeaningTests
{
    [Theory]
    [InlineData("atmega16u4", 0x5E, 0xD9, 0xF3, true, 0x3000, false, 2.6, false)]
    [InlineData("atmega32u4", 0x5E, 0x99, 0xF3, true, 0x7000, false, 2.6, false)]
    [InlineData("at90usb646", 0x5E, 0x9B, 0xF3, true, 0xF000, false, 2.6, false)]
    [InlineData("at90usb1286", 0x5E, 0xD9, 0xF3, true, 0x1E000, false, 2.6, false)]
    [InlineData("atmega32u4", 0xFF, 0xD8, 0xFE, false, 0x7000, true, 2.0, false)]
    [InlineData("atmega32u4", 0xFF, 0xD8, 0xFB, false, 0x7000, true, 2.6, false)]
    [InlineData("atmega32u4", 0xFF, 0xD0, 0xF8, false, 0x7000, true, 4.3, true)]
    [InlineData("atmega32a", 0x0F, 0xD0, null, false, 0x7000, true, 4.0, true)]
    [InlineData("atmega32a", 0x1F, 0xC0, null, false, 0x7000, true, 4.0, true)]
    [InlineData("atmega328p", 0xD7, 0xD0, 0x04, false, 0x7000, true, 4.3, true)]
    public void The_guides_bytes_mean_what_it_says(
        string mcu, int low, int high, int? extended, bool divided, int bootStart, bool startsBoot, double volts, bool keepsEeprom)
    {
        FuseBytes bytes = Bytes(mcu, low, high, extended);

        Assert.Equal(ClockClass.Crystal, FuseMeaning.ClockOf(bytes)!.Class);
        Assert.Equal((uint)bootStart, FuseMeaning.Boot(bytes)!.Start);
        Assert.Equal(volts, FuseMeaning.BrownOutVolts(bytes));
        string told = string.Join('\n', FuseMeaning.Facts(bytes));
        Assert.Equal(divided, told.Contains("CKDIV8 divides it by 8", StringComparison.Ordinal));
        Assert.Contains(startsBoot ? $"starts the boot section at 0x{bootStart:X4} (BOOTRST on)" : "starts the application at 0x0000 (BOOTRST off)", told);
        Assert.Contains(keepsEeprom ? "survives a chip erase" : "is erased with the chip", told);
        Assert.Contains($"resets below {volts:0.0} V", told);
        Assert.Empty(FuseMeaning.Warnings(bytes));
    }

    [Theory]
    [InlineData("atmega328p", 0x62, 0x59, "RSTDISBL is on")]
    [InlineData("attiny85", 0x62, 0x9F, "DWEN is on")]
    [InlineData("atmega328p", 0x62, 0xF9, "SPIEN is off")]
    [InlineData("atmega328p", 0x61, 0xD9, "the clock setting is one that the datasheet reserves")]
    public void What_ends_a_chip_is_warned_of(string mcu, int low, int high, string warning) =>
        Assert.StartsWith(warning, Assert.Single(FuseMeaning.Warnings(Bytes(mcu, low, high, null))));

    [Fact]
    public void A_detector_that_is_switched_off_has_no_level() =>
        Assert.Contains(new FuseFact("brown-out", "off"), FuseMeaning.Facts(Bytes("atmega32a", 0x4F, 0xD0, null)));

    [Fact]
    public void A_part_without_boot_section_has_no_word_of_one()
    {
        string[] names = [.. FuseMeaning.Facts(Bytes("attiny85", 0x62, 0xDF, 0xFF)).Select(fact => fact.Name)];

        Assert.Equal(["clock", "brown-out", "EEPROM", "lock"], names);
    }

    private static FuseBytes Bytes(string mcu, int low, int high, int? extended)
    {
        var given = new Dictionary<FuseId, byte> { [FuseId.Low] = (byte)low, [FuseId.High] = (byte)high };
        if (extended is int value)
        {
            given[FuseId.Extended] = (byte)value;
        }

        return FuseCalculator.Calculate(AvrCatalog.Find(mcu)!, given, []).Value!.After;
    }
}
