using IspRecipes.Devices.Parts;
using IspRecipes.Simulation.Chips;

namespace IspRecipes.Simulation.Tests.Chips;

public sealed class FuseTests
{
    private const byte Rstdisbl = 0x80;
    private const byte Dwen = 0x40;
    private const byte Spien = 0x20;

    [Fact]
    public void A_new_fuse_reads_back_at_once_and_acts_when_programming_mode_is_left()
    {
        Pins pins = Pins.Programming(HandMade.Atmega328P);
        Assert.Equal(1e6, pins.Chip.CoreHertz);
        pins.WriteLow(0xFF);

        Assert.Equal(0xFF, pins.ReadLow());
        Assert.Equal(1e6, pins.Chip.CoreHertz);
        pins.Release();
        Assert.Equal(16e6, pins.Chip.CoreHertz);
    }

    [Fact]
    public void SPI_cannot_change_SPIEN()
    {
        Pins pins = Pins.Programming(HandMade.Atmega328P);
        pins.WriteHigh(0xD9 | Spien);

        Assert.Equal(0xD9, pins.ReadHigh());
        Assert.Equal(0x53, pins.Enter());
    }

    [Theory]
    [InlineData(Rstdisbl)]
    [InlineData(Dwen)]
    public void A_fuse_that_gives_the_pins_away_bricks_the_chip_once_programming_mode_is_left(byte fuse)
    {
        Pins pins = Pins.Programming(HandMade.Atmega328P);
        pins.WriteHigh((byte)(0xD9 & ~fuse));

        Assert.Equal(0x1E, pins.Send(0x30, 0, 0, 0));
        pins.Release();
        Assert.False(pins.Chip.CanBeProgrammed);
        Assert.NotEqual(0x53, pins.Enter());
    }

    [Fact]
    public void A_bad_fuse_put_right_before_programming_mode_is_left_does_no_harm()
    {
        Pins pins = Pins.Programming(HandMade.Atmega328P);
        pins.WriteHigh(0xD9 & ~Rstdisbl);
        pins.WriteHigh(0xD9);

        Assert.Equal(0x53, pins.Enter());
    }

    [Fact]
    public void A_chip_whose_SPIEN_was_taken_by_high_voltage_does_not_answer()
    {
        var pins = new Pins(HandMade.Atmega328P);
        pins.Chip.Preset(FuseId.High, 0xD9 | Spien);

        Assert.NotEqual(0x53, pins.Enter());
    }

    [Fact]
    public void Bits_the_part_does_not_have_read_as_anything_and_are_not_written()
    {
        Pins pins = Pins.Programming(HandMade.Atmega32U4);
        pins.WriteExtended(0x03);

        Assert.Equal(0x53, pins.ReadExtended());
        Assert.Equal(0xF3, pins.Chip.Fuse(FuseId.Extended));
        pins.Chip.UnimplementedBits = 0xA0;
        Assert.Equal(0xA3, pins.ReadExtended());
    }

    [Fact]
    public void A_fuse_byte_that_the_part_lacks_cannot_be_written()
    {
        Pins pins = Pins.Programming(HandMade.Atmega32A);
        pins.WriteExtended(0x00);

        Assert.False(pins.Chip.Touched);
        Assert.Contains("has no Extended fuse byte", Assert.Single(pins.Chip.Violations));
    }

    [Fact]
    public void A_fuse_torn_by_an_early_release_is_not_what_was_written()
    {
        Pins pins = Pins.Programming(HandMade.Atmega328P);
        pins.Send(0xAC, 0xA0, 0, 0xE2);
        pins.Release();

        Assert.NotEqual(0xE2, pins.Chip.Fuse(FuseId.Low));
    }

    [Fact]
    public void A_chip_erase_leaves_the_fuses_alone()
    {
        Pins pins = Pins.Programming(HandMade.Atmega328P);
        pins.WriteLow(0xE2);
        pins.EraseChip();

        Assert.Equal(0xE2, pins.ReadLow());
    }

    [Fact]
    public void Every_write_is_logged_by_what_it_wrote()
    {
        Pins pins = Pins.Programming(HandMade.Atmega328P);
        pins.EraseChip();
        pins.WriteExtended(0xFD);
        pins.WriteHigh(0xDE);
        pins.WriteLow(0xFF);
        pins.WriteLock(0xCF);

        ChipWriteKind[] expected =
        [
            ChipWriteKind.ChipErase, ChipWriteKind.ExtendedFuse, ChipWriteKind.HighFuse, ChipWriteKind.LowFuse,
            ChipWriteKind.Lock,
        ];
        Assert.Equal(expected, pins.Chip.Writes.Select(write => write.Kind));
    }
}
