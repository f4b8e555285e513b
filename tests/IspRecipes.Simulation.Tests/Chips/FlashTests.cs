using FsCheck;
using FsCheck.Fluent;
using IspRecipes.Simulation.Chips;

namespace IspRecipes.Simulation.Tests.Chips;

public sealed class FlashTests
{
    [Fact]
    public void A_page_is_loaded_word_by_word_and_then_written()
    {
        Pins pins = Pins.Programming(HandMade.Atmega32U4);
        pins.LoadWord(0x43, 0x12, 0x34);
        pins.WritePage(0x40);

        Assert.Equal([0xFF, 0xFF, 0x12, 0x34, 0xFF], pins.Chip.Flash[0x84..0x89]);
        Assert.Equal(0x12, pins.ReadFlash(0x86));
        Assert.Equal(0x34, pins.ReadFlash(0x87));
        Assert.Equal(new ChipWrite(pins.Chip.Writes[0].At, ChipWriteKind.FlashPage, 0x80, 128), pins.Chip.Writes[0]);
    }

    [Fact]
    public void Writing_without_erasing_only_makes_bits_fall()
    {
        Pins pins = Pins.Programming(HandMade.Atmega32U4);
        pins.LoadWord(0, 0b1010_1010, 0xF0);
        pins.WritePage(0);
        pins.LoadWord(0, 0b1100_1100, 0x0F);
        pins.WritePage(0);

        Assert.Equal([0b1000_1000, 0x00], pins.Chip.Flash[..2]);
    }

    [Fact]
    public void The_page_buffer_is_empty_after_each_write()
    {
        Pins pins = Pins.Programming(HandMade.Atmega32U4);
        pins.LoadWord(0, 0x11, 0x22);
        pins.WritePage(0x00);
        pins.WritePage(0x40);

        Assert.All(pins.Chip.Flash[128..256], value => Assert.Equal(0xFF, value));
    }

    [Fact]
    public void The_page_buffer_does_not_survive_a_reset_pulse()
    {
        Pins pins = Pins.Programming(HandMade.Atmega32U4);
        pins.LoadWord(0, 0x11, 0x22);
        pins.Enter();
        pins.WritePage(0);

        Assert.Equal(0xFF, pins.Chip.Flash[0]);
    }

    [Fact]
    public void A_high_byte_without_its_low_byte_loads_nothing_and_is_written_down()
    {
        Pins pins = Pins.Programming(HandMade.Atmega32U4);
        pins.Send(0x40, 0, 1, 0x11);
        pins.Send(0x48, 0, 2, 0x22);
        pins.WritePage(0);

        Assert.All(pins.Chip.Flash[..128], value => Assert.Equal(0xFF, value));
        Assert.Contains("without its low byte", Assert.Single(pins.Chip.Violations));
    }

    [Fact]
    public void A_chip_erase_makes_every_bit_of_flash_and_EEPROM_rise()
    {
        Pins pins = Pins.Programming(HandMade.Atmega32U4);
        Array.Fill(pins.Chip.Flash, (byte)0);
        Array.Fill(pins.Chip.Eeprom, (byte)0);
        pins.EraseChip();

        Assert.All(pins.Chip.Flash, value => Assert.Equal(0xFF, value));
        Assert.All(pins.Chip.Eeprom, value => Assert.Equal(0xFF, value));
    }

    [Fact]
    public void Beyond_64_KWords_the_extended_address_byte_chooses_the_segment()
    {
        Pins pins = Pins.Programming(HandMade.Atmega2560);
        pins.Send(0x4D, 0, 1, 0);
        pins.LoadWord(0, 0xAB, 0xCD);
        pins.WritePage(0);

        Assert.Equal([0xAB, 0xCD], pins.Chip.Flash[0x20000..0x20002]);
        Assert.Equal(0xAB, pins.ReadFlash(0));
        pins.Send(0x4D, 0, 0, 0);
        Assert.Equal(0xFF, pins.ReadFlash(0));
    }

    [Fact]
    public void The_extended_address_byte_is_0_after_a_reset_pulse()
    {
        Pins pins = Pins.Programming(HandMade.Atmega2560);
        pins.Chip.Flash[0] = 0x01;
        pins.Send(0x4D, 0, 1, 0);
        pins.Enter();

        Assert.Equal(0x01, pins.ReadFlash(0));
    }

    [Fact]
    public void Whatever_is_written_without_an_erase_no_bit_ever_rises() => Prop.ForAll<byte[]>(bytes =>
    {
        Pins pins = Pins.Programming(HandMade.Attiny85);
        byte[] expected = Enumerable.Repeat((byte)0xFF, 64).ToArray();
        for (int i = 0; i + 2 < bytes.Length; i += 3)
        {
            int word = bytes[i] % 32;
            pins.LoadWord(word, bytes[i + 1], bytes[i + 2]);
            pins.WritePage(0);
            expected[word * 2] &= bytes[i + 1];
            expected[(word * 2) + 1] &= bytes[i + 2];
        }

        return pins.Chip.Flash.AsSpan(0, 64).SequenceEqual(expected);
    }).QuickCheckThrowOnFailure();
}
