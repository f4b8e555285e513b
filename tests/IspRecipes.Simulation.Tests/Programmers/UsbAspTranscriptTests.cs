using IspRecipes.Devices.Parts;
using IspRecipes.Simulation.Chips;
using IspRecipes.Simulation.Programmers;
using IspRecipes.Testing.Usb;

namespace IspRecipes.Simulation.Tests.Programmers;

/// <summary>The twin against the transcripts that the driver plays, and against what avrdude sent.</summary>
public class UsbAspTranscriptTests
{
    public static TheoryData<string, UsbAspFirmware, string[]> Firmwares { get; } = new()
    {
        { "atmega32u4", UsbAspFirmware.Of2011, ["open", "enter", "signature", "flash-write", "flash-read", "eeprom", "leave"] },
        { "atmega32u4", UsbAspFirmware.Of2023, ["enter", "signature", "flash-write", "flash-read", "eeprom", "leave"] },
        { "atmega32u4", UsbAspFirmware.Of2009, ["open-2009", "enter", "flash-write-2009", "flash-read", "leave"] },
        { "atmega32u4", UsbAspFirmware.Of2007, ["open-2009", "enter-2007", "signature", "flash-write-2009", "flash-read"] },
        { "at90usb1286", UsbAspFirmware.Of2011, ["enter-own-sck", "flash-far"] },
    };

    [Theory]
    [MemberData(nameof(Firmwares))]
    public void The_twin_answers_as_its_firmware_does(string mcu, UsbAspFirmware firmware, string[] names)
    {
        (VirtualUsbAsp twin, VirtualClock clock) = Twin(mcu, firmware);

        foreach (string name in names)
        {
            UsbTranscript.Load($"usbasp/{name}.txt").Play(twin, clock);
        }

        Assert.Empty(twin.Chip.Violations);
    }

    [Fact]
    public void Without_a_chip_enabling_is_refused()
    {
        (VirtualUsbAsp twin, VirtualClock clock) = Twin("atmega32u4", UsbAspFirmware.Of2011);
        twin.Chip.MisoStuckAt = 0xFF;

        UsbTranscript.Load("usbasp/enter-silent.txt").Play(twin, clock);
    }

    [Fact]
    public void What_avrdude_sent_writes_the_flash_and_reads_it_back()
    {
        (VirtualUsbAsp twin, VirtualClock clock) = Twin("atmega32u4", UsbAspFirmware.Of2011);

        UsbTranscript.Load("usbasp/captured-avrdude-7.1-write-256.txt").Play(twin, clock);

        Assert.Equal([.. Enumerable.Range(0, 256).Select(index => (byte)index)], twin.Chip.Flash[..256]);
        Assert.Empty(twin.Chip.Violations);
    }

    [Fact]
    public void A_block_that_is_too_long_for_the_firmware_to_count_comes_short()
    {
        (VirtualUsbAsp twin, VirtualClock clock) = Twin("atmega32u4", UsbAspFirmware.Of2011);

        UsbTranscript.Parse("long", """
            > ep0 C0 01 00 00 00 00 04 00
            < ep0
            > ep0 C0 05 00 00 00 00 04 00
            < ep0 00
            > ep0 C0 04 00 00 00 00 02 01
            < ep0 FF*2
            """).Play(twin, clock);
    }

    private static (VirtualUsbAsp Twin, VirtualClock Clock) Twin(string mcu, UsbAspFirmware firmware)
    {
        var clock = new VirtualClock();
        var chip = new VirtualAvr(AvrCatalog.Find(mcu)!, new VirtualClock());
        return (new VirtualUsbAsp(chip, clock, firmware), clock);
    }
}
