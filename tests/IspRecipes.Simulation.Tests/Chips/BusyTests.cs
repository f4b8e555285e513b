namespace IspRecipes.Simulation.Tests.Chips;

public sealed class BusyTests
{
    [Fact]
    public void RDY_BSY_answers_in_bit_0_and_its_other_bits_are_anything()
    {
        Pins pins = Pins.Programming(HandMade.Atmega32U4);
        pins.Send(0xAC, 0x80, 0, 0);
        byte[] busy = [.. Enumerable.Range(0, 8).Select(_ => pins.Send(0xF0, 0, 0, 0))];
        pins.Wait(9);
        byte[] ready = [.. Enumerable.Range(0, 8).Select(_ => pins.Send(0xF0, 0, 0, 0))];

        Assert.All(busy, answer => Assert.Equal(1, answer & 1));
        Assert.All(ready, answer => Assert.Equal(0, answer & 1));
        Assert.True(ready.Distinct().Count() > 1);
        Assert.Empty(pins.Chip.Violations);
    }

    [Fact]
    public void The_chip_is_busy_for_exactly_the_time_of_the_part()
    {
        Pins pins = Pins.Programming(HandMade.Atmega32U4);
        pins.Send(0x4C, 0, 0, 0);

        pins.Wait(4.4);
        Assert.True(pins.Chip.IsBusy);
        pins.Wait(0.1);
        Assert.False(pins.Chip.IsBusy);
    }

    [Fact]
    public void A_write_that_comes_while_busy_is_lost()
    {
        Pins pins = Pins.Programming(HandMade.Atmega32U4);
        pins.Send(0xC0, 0, 0, 0x11);
        pins.Send(0xC0, 0, 1, 0x22);

        Assert.Equal([0x11, 0xFF], pins.Chip.Eeprom[..2]);
        Assert.Contains("C0 00 01 22 while busy", Assert.Single(pins.Chip.Violations));
    }

    [Fact]
    public void A_word_loaded_while_busy_is_lost()
    {
        Pins pins = Pins.Programming(HandMade.Atmega32U4);
        pins.Send(0x4C, 0, 0, 0);
        pins.LoadWord(0, 0x11, 0x22);
        pins.Wait(9);
        pins.WritePage(0);

        Assert.Equal(0xFF, pins.Chip.Flash[0]);
    }

    [Fact]
    public void A_read_while_busy_is_junk_except_for_the_place_being_written_which_reads_FF()
    {
        Pins pins = Pins.Programming(HandMade.Atmega32U4);
        pins.Send(0xC0, 0, 5, 0x00);

        Assert.Equal(0xFF, pins.ReadEeprom(5));
        Assert.Empty(pins.Chip.Violations);
        Assert.NotEqual([0x1E, 0x1E], new[] { pins.Send(0x30, 0, 0, 0), pins.Send(0x30, 0, 0, 0) });
        Assert.Equal(2, pins.Chip.Violations.Count);
    }

    [Fact]
    public void Releasing_reset_too_soon_tears_the_page_that_was_being_written()
    {
        Pins pins = Pins.Programming(HandMade.Atmega32U4);
        pins.Send(0x4C, 0, 0, 0);
        pins.Release();

        Assert.Contains(pins.Chip.Flash[..128], value => value != 0xFF);
        Assert.All(pins.Chip.Flash[128..], value => Assert.Equal(0xFF, value));
        Assert.Contains("RESET released 4.5 ms before the chip was ready", Assert.Single(pins.Chip.Violations));
    }

    [Fact]
    public void A_part_without_RDY_BSY_gives_the_poll_no_answer()
    {
        Pins pins = Pins.Programming(HandMade.Atmega32A);

        Assert.Equal(0x00, pins.Send(0xF0, 0, 0, 0));
        Assert.Single(pins.Chip.Violations);
    }
}
