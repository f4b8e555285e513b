using IspRecipes.Devices.Parts;
using IspRecipes.Simulation.Chips;
using IspRecipes.Simulation.Programmers;
using IspRecipes.Testing.Usb;

namespace IspRecipes.Simulation.Tests.Programmers;

/// <summary>The twin against the transcripts that the driver plays, against what avrdude sent, and against the firmware's traps.</summary>
public class UsbTinyTranscriptTests
{
    private const string Enter = """
        > ep0 C0 05 0A 00 00 00 00 00
        < ep0
        > ep0 C0 07 AC 53 00 00 04 00
        < ep0 00 AC 53 00

        """;

    [Theory]
    [InlineData("atmega32u4", "enter", "signature", "flash-write", "flash-read", "eeprom", "leave")]
    [InlineData("atmega32u4", "enter-375-khz", "signature", "leave", "enter", "reenter", "leave")]
    [InlineData("at90usb1286", "enter", "flash-far")]
    [InlineData("atmega2560", "enter", "flash-extended")]
    public void The_twin_answers_as_the_firmware_does(string mcu, params string[] names)
    {
        (VirtualUsbTiny twin, VirtualClock clock) = Twin(mcu);

        foreach (string name in names)
        {
            UsbTranscript.Load($"usbtiny/{name}.txt").Play(twin, clock);
        }

        Assert.Empty(twin.Chip.Violations);
    }

    [Fact]
    public void Without_a_chip_nothing_is_echoed()
    {
        (VirtualUsbTiny twin, VirtualClock clock) = Twin("atmega32u4");
        twin.Chip.MisoStuckAt = 0xFF;

        UsbTranscript.Load("usbtiny/enter-silent.txt").Play(twin, clock);
    }

    [Fact]
    public void What_avrdude_sent_writes_flash_and_reads_it_back()
    {
        (VirtualUsbTiny twin, VirtualClock clock) = Twin("atmega32u4");

        UsbTranscript.Load("usbtiny/captured-avrdude-7.1-write-256.txt").Play(twin, clock);

        Assert.Equal([.. Enumerable.Range(0, 256).Select(index => (byte)index)], twin.Chip.Flash[..256]);
        Assert.Empty(twin.Chip.Violations);
    }

    [Fact]
    public void An_address_counts_on_in_16_bits() => Play("at90usb1286", chip =>
    {
        (chip.Flash[0xFFFE], chip.Flash[0xFFFF], chip.Flash[0], chip.Flash[0x10000]) = (1, 2, 3, 4);
    }, """
        > ep0 C0 09 00 00 FE FF 03 00
        < ep0 01 02 03
        """);

    [Fact]
    public void No_answer_is_longer_than_255_bytes() => Play("atmega32u4", _ => { }, """
        > ep0 C0 09 00 00 00 00 2C 01
        < ep0 FF*255
        """);

    [Fact]
    public void Without_power_for_the_chip_a_request_is_answered_with_nothing()
    {
        (VirtualUsbTiny twin, VirtualClock clock) = Twin("atmega32u4");

        UsbTranscript.Parse("unpowered", """
            > ep0 C0 00 12 34 56 78 08 00
            < ep0 C0 00 12 34 56 78 08 00
            > ep0 C0 07 AC 53 00 00 04 00
            < ep0
            > ep0 40 0A 00 00 00 00 02 00 : 11 22
            > ep0 C0 06 00 00 00 00 00 00
            < ep0
            """).Play(twin, clock);
    }

    /// <summary>A byte that is being written reads 0xFF, so one that shall be 0xFF seems to be written at once.</summary>
    [Theory]
    [InlineData("00 00", false)] // avrdude 7.1, for the ATmega32U4
    [InlineData("FF FF", true)]
    public void Poll_bytes_that_leave_out_0xFF_lose_the_byte_behind_it(string poll, bool kept)
    {
        (VirtualUsbTiny twin, VirtualClock clock) = Twin("atmega32u4");
        twin.Chip.Eeprom.AsSpan(0, 2).Fill(0x11);

        UsbTranscript.Parse("poll", $"""
            {Enter}
            > ep0 C0 08 {poll} 00 00 00 00
            < ep0
            > ep0 40 0C 28 23 00 00 02 00 : FF 22
            > ep0 C0 0B 00 00 00 00 02 00
            < ep0 FF {(kept ? "22" : "11")}
            """).Play(twin, clock);
    }

    private static void Play(string mcu, Action<VirtualAvr> setUp, string lines)
    {
        (VirtualUsbTiny twin, VirtualClock clock) = Twin(mcu);
        setUp(twin.Chip);
        UsbTranscript.Parse("lines", Enter + lines).Play(twin, clock);
    }

    private static (VirtualUsbTiny Twin, VirtualClock Clock) Twin(string mcu)
    {
        var clock = new VirtualClock();
        var chip = new VirtualAvr(AvrCatalog.Find(mcu)!, new VirtualClock());
        chip.Preset(FuseId.Low, 0xFF);
        return (new VirtualUsbTiny(chip, clock), clock);
    }
}
