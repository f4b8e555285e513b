using IspRecipes.Devices.Images;
using IspRecipes.Devices.Parts;

namespace IspRecipes.Simulation.Tests;

/// <summary>Parts written out by hand from their datasheets, so that these tests need no part data.</summary>
internal static class HandMade
{
    /// <summary>Datasheet 7766, chapter 28.</summary>
    public static AvrPart Atmega32U4 { get; } = new()
    {
        Id = "atmega32u4",
        Name = "ATmega32U4",
        Signature = new Signature(0x1E, 0x95, 0x87),
        Flash = new MemoryRegion("flash", 0, 32768, 128),
        Eeprom = new MemoryRegion("eeprom", 0, 1024, 4),
        EepromPages = true,
        Fuses =
        [
            new FuseByte(FuseId.Low, 0xFF, 0x52, [F("CKDIV8", 0x80), F("CKOUT", 0x40), F("SUT", 0x30), F("CKSEL", 0x0F)]),
            new FuseByte(
                FuseId.High,
                0xFF,
                0x99,
                [
                    F("OCDEN", 0x80), F("JTAGEN", 0x40), F("SPIEN", 0x20), F("WDTON", 0x10), F("EESAVE", 0x08),
                    F("BOOTSZ", 0x06), F("BOOTRST", 0x01),
                ]),
            new FuseByte(FuseId.Extended, 0x0F, 0xFB, [F("HWBE", 0x08), F("BODLEVEL", 0x07)]),
        ],
        Lock = new FuseByte(FuseId.Lock, 0x3F, 0xFF, [F("BLB1", 0x30), F("BLB0", 0x0C), F("LB", 0x03)]),
        BootSizesInWords = [2048, 1024, 512, 256],
        Clocks =
        [
            Row(0x0F, 0x00, ClockClass.External), Row(0x0F, 0x02, ClockClass.Internal, 8e6),
            Row(0x0E, 0x04, ClockClass.WatchCrystal), Row(0x0E, 0x06, ClockClass.Crystal), Row(0x08, 0x08, ClockClass.Crystal),
        ],
        CalibrationBytes = 1,
        PollReady = true,
        ChipEraseTime = TimeSpan.FromMilliseconds(9),
        FlashWriteTime = TimeSpan.FromMilliseconds(4.5),
        EepromWriteTime = TimeSpan.FromMilliseconds(3.6),
        FuseWriteTime = TimeSpan.FromMilliseconds(4.5),
        Source = "7766, 28",
    };

    /// <summary>Datasheet 7810: RSTDISBL and DWEN, which the ATmega32U4 lacks.</summary>
    public static AvrPart Atmega328P { get; } = Atmega32U4 with
    {
        Id = "atmega328p",
        Name = "ATmega328P",
        Signature = new Signature(0x1E, 0x95, 0x0F),
        Fuses =
        [
            Atmega32U4.Fuses[0] with { Factory = 0x62 },
            new FuseByte(
                FuseId.High,
                0xFF,
                0xD9,
                [
                    F("RSTDISBL", 0x80), F("DWEN", 0x40), F("SPIEN", 0x20), F("WDTON", 0x10), F("EESAVE", 0x08),
                    F("BOOTSZ", 0x06), F("BOOTRST", 0x01),
                ]),
            new FuseByte(FuseId.Extended, 0x07, 0xFF, [F("BODLEVEL", 0x07)]),
        ],
        Clocks = [.. Atmega32U4.Clocks, Row(0x0F, 0x03, ClockClass.InternalSlow, 128e3)],
        Source = "7810, 27",
    };

    /// <summary>Datasheet 2549: beyond 64 KWords, and EEPROM pages of 8 bytes.</summary>
    public static AvrPart Atmega2560 { get; } = Atmega32U4 with
    {
        Id = "atmega2560",
        Name = "ATmega2560",
        Signature = new Signature(0x1E, 0x98, 0x01),
        Flash = new MemoryRegion("flash", 0, 262144, 256),
        Eeprom = new MemoryRegion("eeprom", 0, 4096, 8),
        Source = "2549, 30",
    };

    /// <summary>Datasheet 2586: two lock bits, another list of clocks.</summary>
    public static AvrPart Attiny85 { get; } = Atmega328P with
    {
        Id = "attiny85",
        Name = "ATtiny85",
        Signature = new Signature(0x1E, 0x93, 0x0B),
        Flash = new MemoryRegion("flash", 0, 8192, 64),
        Eeprom = new MemoryRegion("eeprom", 0, 512, 4),
        Lock = new FuseByte(FuseId.Lock, 0x03, 0xFF, [F("LB", 0x03)]),
        BootSizesInWords = [],
        Clocks =
        [
            Row(0x0F, 0x00, ClockClass.External), Row(0x0F, 0x01, ClockClass.Internal, 16e6),
            Row(0x0F, 0x02, ClockClass.Internal, 8e6), Row(0x0F, 0x03, ClockClass.Internal, 6.4e6),
            Row(0x0F, 0x04, ClockClass.InternalSlow, 128e3), Row(0x0F, 0x06, ClockClass.WatchCrystal),
            Row(0x08, 0x08, ClockClass.Crystal),
        ],
        CalibrationBytes = 2,
        Source = "2586, 20",
    };

    /// <summary>Datasheet DS40002072: no CKDIV8, no extended fuse byte, EEPROM by the byte only, four calibration bytes.</summary>
    public static AvrPart Atmega32A { get; } = Atmega32U4 with
    {
        Id = "atmega32a",
        Name = "ATmega32A",
        Signature = new Signature(0x1E, 0x95, 0x02),
        EepromPages = false,
        Fuses =
        [
            new FuseByte(FuseId.Low, 0xFF, 0xE1, [F("BODLEVEL", 0x80), F("BODEN", 0x40), F("SUT", 0x30), F("CKSEL", 0x0F)]),
            Atmega32U4.Fuses[1],
        ],
        Clocks =
        [
            Row(0x0F, 0x00, ClockClass.External), Row(0x0F, 0x01, ClockClass.Internal, 1e6),
            Row(0x0F, 0x02, ClockClass.Internal, 2e6), Row(0x0F, 0x03, ClockClass.Internal, 4e6),
            Row(0x0F, 0x04, ClockClass.Internal, 8e6), Row(0x0F, 0x09, ClockClass.WatchCrystal),
            Row(0x0C, 0x04, ClockClass.ExternalRc), Row(0x08, 0x08, ClockClass.Crystal),
        ],
        CalibrationBytes = 4,
        PollReady = false,
        Source = "DS40002072, 27",
    };

    private static ClockRow Row(byte mask, byte bits, ClockClass kind, double? hertz = null) =>
        new(mask, bits, new ClockChoice(kind, hertz, hertz));

    private static FuseField F(string name, byte mask) => new(name, mask, name);
}
