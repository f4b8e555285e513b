namespace IspRecipes.Simulation.Tests.Chips;

public sealed class EnteringTests
{
    [Fact]
    public void Programming_enable_comes_back_one_byte_late()
    {
        var pins = new Pins(HandMade.Atmega32U4);
        pins.Chip.SetReset(low: true);
        pins.Wait(20);

        byte[] back = pins.Bytes(0xAC, 0x53, 0x12, 0x34);

        Assert.Equal([0xAC, 0x53, 0x12], back[1..]);
        Assert.True(pins.Chip.InProgrammingMode);
    }

    [Fact]
    public void The_first_byte_of_an_instruction_answers_with_the_last_of_the_one_before()
    {
        Pins pins = Pins.Programming(HandMade.Atmega32U4);
        pins.Bytes(0x40, 0x00, 0x00, 0xA5);

        Assert.Equal([0xA5, 0x30, 0x00, 0x1E], pins.Bytes(0x30, 0x00, 0x00, 0x77));
    }

    [Fact]
    public void The_signature_answers_in_the_fourth_byte()
    {
        Pins pins = Pins.Programming(HandMade.Atmega32U4);

        Assert.Equal(0x1E, pins.Send(0x30, 0, 0, 0));
        Assert.Equal(0x95, pins.Send(0x30, 0, 1, 0));
        Assert.Equal(0x87, pins.Send(0x30, 0, 2, 0));
    }

    [Fact]
    public void A_chip_whose_reset_is_high_drives_nothing()
    {
        var pins = new Pins(HandMade.Atmega32U4);
        pins.Wait(100);

        Assert.Equal([0xFF, 0xFF, 0xFF, 0xFF], pins.Bytes(0xAC, 0x53, 0x00, 0x00));
        Assert.False(pins.Chip.InProgrammingMode);
    }

    [Fact]
    public void For_20_ms_after_reset_falls_the_chip_is_deaf_and_needs_another_pulse()
    {
        var pins = new Pins(HandMade.Atmega32U4);

        Assert.NotEqual(0x53, pins.Enter(waitMilliseconds: 19.9));
        pins.Wait(50);
        Assert.NotEqual(0x53, pins.Bytes(0xAC, 0x53, 0x00, 0x00)[2]);
        Assert.Equal(0x53, pins.Enter(waitMilliseconds: 20));
    }

    [Fact]
    public void Any_other_first_instruction_leaves_the_chip_out_of_step_until_reset_is_pulsed()
    {
        var pins = new Pins(HandMade.Atmega32U4);
        pins.Chip.SetReset(low: true);
        pins.Wait(20);

        pins.Send(0x30, 0, 0, 0);

        Assert.NotEqual(0x53, pins.Bytes(0xAC, 0x53, 0x00, 0x00)[2]);
        Assert.Equal(0xFF, pins.Send(0x30, 0, 0, 0));
        Assert.Equal(0x53, pins.Enter());
    }

    [Fact]
    public void A_byte_lost_on_the_way_shifts_every_instruction_until_reset_is_pulsed()
    {
        Pins pins = Pins.Programming(HandMade.Atmega32U4);
        pins.Bytes(0x30);

        Assert.NotEqual(0x1E, pins.Send(0x30, 0, 0, 0));
        Assert.Equal(0x53, pins.Enter());
        Assert.Equal(0x1E, pins.Send(0x30, 0, 0, 0));
    }

    [Theory]
    [InlineData(0x00)]
    [InlineData(0xFF)]
    public void A_stuck_MISO_reads_one_level_and_the_chip_hears_nothing(byte level)
    {
        var pins = new Pins(HandMade.Atmega32U4);
        pins.Chip.MisoStuckAt = level;

        pins.Enter();

        Assert.Equal(level, pins.Send(0x30, 0, 0, 0));
        Assert.False(pins.Chip.InProgrammingMode);
    }

    [Fact]
    public void Reading_leaves_the_chip_untouched_and_breaks_no_rule()
    {
        Pins pins = Pins.Programming(HandMade.Atmega32U4);
        pins.ReadFlash(0);
        pins.ReadEeprom(0);
        pins.ReadLow();
        pins.Send(0x38, 0, 0, 0);
        pins.Send(0xF0, 0, 0, 0);
        pins.Release();

        Assert.False(pins.Chip.Touched);
        Assert.Empty(pins.Chip.Violations);
    }

    [Fact]
    public void Calibration_bytes_are_as_many_as_the_part_has()
    {
        Pins pins = Pins.Programming(HandMade.Attiny85);
        byte[] bytes = [pins.Send(0x38, 0, 0, 0), pins.Send(0x38, 0, 1, 0), pins.Send(0x38, 0, 2, 0)];

        Assert.Equal([0x9A, 0x9B, 0xFF], bytes);
    }

    [Fact]
    public void An_instruction_the_part_lacks_is_written_down()
    {
        Pins pins = Pins.Programming(HandMade.Atmega32A);

        pins.Send(0xC1, 0, 0, 0x55);

        Assert.Contains("C1 00 00 55 is no instruction of the ATmega32A", Assert.Single(pins.Chip.Violations));
    }
}
