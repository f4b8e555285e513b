namespace IspRecipes.Simulation.Tests.Chips;

public sealed class EepromTests
{
    [Fact]
    public void A_byte_is_erased_before_it_is_written()
    {
        Pins pins = Pins.Programming(HandMade.Atmega32U4);
        pins.WriteEeprom(0x3FF, 0x0F);
        pins.WriteEeprom(0x3FF, 0xF0);

        Assert.Equal(0xF0, pins.ReadEeprom(0x3FF));
    }

    [Fact]
    public void A_page_write_changes_the_loaded_bytes_and_leaves_the_others()
    {
        Pins pins = Pins.Programming(HandMade.Atmega32U4);
        new byte[] { 0x01, 0x02, 0x03, 0x04 }.CopyTo(pins.Chip.Eeprom, 0x20);

        pins.Send(0xC1, 0, 1, 0xF2);
        pins.Send(0xC1, 0, 3, 0xF4);
        pins.SendAndWait(0xC2, 0, 0x20, 0);

        Assert.Equal([0x01, 0xF2, 0x03, 0xF4], pins.Chip.Eeprom[0x20..0x24]);
    }

    [Fact]
    public void The_page_buffer_is_empty_after_each_write()
    {
        Pins pins = Pins.Programming(HandMade.Atmega32U4);
        pins.Send(0xC1, 0, 0, 0x11);
        pins.SendAndWait(0xC2, 0, 0x00, 0);
        pins.SendAndWait(0xC2, 0, 0x04, 0);

        Assert.Equal(0x11, pins.Chip.Eeprom[0]);
        Assert.Equal(0xFF, pins.Chip.Eeprom[4]);
    }

    [Fact]
    public void Writing_a_flash_page_leaves_the_EEPROM_page_buffer_alone()
    {
        Pins pins = Pins.Programming(HandMade.Atmega32U4);
        pins.Send(0xC1, 0, 0, 0x11);
        pins.WritePage(0);
        pins.SendAndWait(0xC2, 0, 0, 0);

        Assert.Equal(0x11, pins.Chip.Eeprom[0]);
    }

    [Fact]
    public void A_part_of_larger_pages_loads_eight_bytes()
    {
        Pins pins = Pins.Programming(HandMade.Atmega2560);
        for (byte i = 0; i < 8; i++)
        {
            pins.Send(0xC1, 0, i, i);
        }

        pins.SendAndWait(0xC2, 0x0F, 0xF8, 0);

        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7], pins.Chip.Eeprom[0xFF8..0x1000]);
    }

    [Fact]
    public void A_part_without_page_access_ignores_it()
    {
        Pins pins = Pins.Programming(HandMade.Atmega32A);
        pins.Send(0xC1, 0, 0, 0x11);
        pins.SendAndWait(0xC2, 0, 0, 0);

        Assert.Equal(0xFF, pins.Chip.Eeprom[0]);
        Assert.False(pins.Chip.Touched);
    }

    [Fact]
    public void EESAVE_keeps_the_EEPROM_from_the_moment_it_is_written()
    {
        Pins pins = Pins.Programming(HandMade.Atmega32U4);
        pins.WriteEeprom(0, 0x42);
        pins.WriteHigh(0x99 & ~0x08);
        pins.EraseChip();

        Assert.Equal(0x42, pins.ReadEeprom(0));
    }
}
