using IspRecipes.Devices.Parts;

namespace IspRecipes.Simulation.Tests.Chips;

public sealed class LockTests
{
    private const byte Mode2 = 0xFE;
    private const byte Mode3 = 0xFC;

    [Fact]
    public void Lock_bits_only_fall()
    {
        Pins pins = Pins.Programming(HandMade.Atmega32U4);
        pins.WriteLock(0b1110_1111);
        pins.WriteLock(0b1111_1011);

        Assert.Equal(0b0010_1011, pins.ReadLock() & 0x3F);
    }

    [Fact]
    public void A_chip_erase_takes_the_lock_bits_away()
    {
        Pins pins = Pins.Programming(HandMade.Atmega32U4);
        pins.WriteLock(Mode3);
        pins.EraseChip();

        Assert.Equal(0xFF, pins.Chip.Fuse(FuseId.Lock));
        pins.WriteEeprom(0, 0x42);
        Assert.Equal(0x42, pins.ReadEeprom(0));
    }

    [Fact]
    public void Mode_2_forbids_writing_memories_and_fuses_and_still_lets_them_be_read()
    {
        Pins pins = Pins.Programming(HandMade.Atmega32U4);
        pins.WriteEeprom(0, 0x42);
        pins.WriteLock(Mode2);
        pins.LoadWord(0, 0, 0);
        pins.WritePage(0);
        pins.WriteEeprom(0, 0x43);
        pins.WriteLow(0xFF);

        Assert.Equal(0xFF, pins.ReadFlash(0));
        Assert.Equal(0x42, pins.ReadEeprom(0));
        Assert.Equal(0x52, pins.ReadLow());
        Assert.Equal(3, pins.Chip.Violations.Count);
    }

    [Fact]
    public void Mode_2_can_become_mode_3()
    {
        Pins pins = Pins.Programming(HandMade.Atmega32U4);
        pins.WriteLock(Mode2);
        pins.WriteLock(Mode3);

        Assert.Equal(0, pins.ReadLock() & 3);
    }

    [Fact]
    public void Mode_3_reads_junk_for_memories_and_the_truth_for_signature_fuses_and_lock()
    {
        Pins pins = Pins.Programming(HandMade.Atmega32U4);
        pins.LoadWord(5, 0xAA, 0x55);
        pins.WritePage(0);
        pins.WriteLock(Mode3);

        Assert.Equal([5, 5], new[] { pins.ReadFlash(10), pins.ReadFlash(11) });
        Assert.Equal(0x33, pins.ReadEeprom(0x133));
        Assert.Equal(0x87, pins.Send(0x30, 0, 2, 0));
        Assert.Equal(0x52, pins.ReadLow());
        Assert.Equal(0, pins.ReadLock() & 3);
    }

    [Fact]
    public void In_mode_3_the_boot_lock_bits_stay_as_they_are()
    {
        Pins pins = Pins.Programming(HandMade.Atmega32U4);
        pins.WriteLock(Mode3);
        pins.WriteLock(0xC0);

        Assert.Equal(0x3C, pins.ReadLock() & 0x3F);
    }
}
