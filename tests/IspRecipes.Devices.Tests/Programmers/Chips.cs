using IspRecipes.Devices.Images;
using IspRecipes.Devices.Parts;

namespace IspRecipes.Devices.Tests.Programmers;

/// <summary>Parts built by hand, so that these tests stand on no catalogue.</summary>
internal static class Chips
{
    public static AvrPart ATmega32U4 { get; } = Build("ATmega32U4", new(0x1E, 0x95, 0x87), 32768, 128, 1024, 4);

    public static AvrPart ATmega328P { get; } = Build("ATmega328P", new(0x1E, 0x95, 0x0F), 32768, 128, 1024, 4) with
    {
        Fuses =
        [
            new(FuseId.Low, 0xFF, 0x62, []),
            new(FuseId.High, 0xFF, 0xD9, [new("RSTDISBL", 0x80, "reset disabled")]),
            new(FuseId.Extended, 0x07, 0xFF, []),
        ],
    };

    public static AvrPart ATmega2560 { get; } = Build("ATmega2560", new(0x1E, 0x98, 0x01), 262144, 256, 4096, 8);

    /// <summary>Has no EEPROM page instructions.</summary>
    public static AvrPart ATmega32A { get; } = Build("ATmega32A", new(0x1E, 0x95, 0x02), 32768, 128, 1024, 4) with
    {
        EepromPages = false,
        PollReady = false,
    };

    private static AvrPart Build(
        string name, Signature signature, uint flash, int flashPage, uint eeprom, int eepromPage) => new()
    {
        Id = name.ToLowerInvariant(),
        Name = name,
        Signature = signature,
        Flash = new MemoryRegion("flash", 0, flash, flashPage),
        Eeprom = new MemoryRegion("eeprom", 0, eeprom, eepromPage),
        EepromPages = true,
        Fuses = [new(FuseId.Low, 0xFF, 0x52, []), new(FuseId.High, 0xFF, 0x99, []), new(FuseId.Extended, 0x0F, 0xFB, [])],
        Lock = new FuseByte(FuseId.Lock, 0x3F, 0xFF, [new("BLB1", 0x30, ""), new("BLB0", 0x0C, ""), new("LB", 0x03, "")]),
        BootSizesInWords = [2048, 1024, 512, 256],
        CalibrationBytes = 1,
        PollReady = true,
        ChipEraseTime = TimeSpan.FromMilliseconds(9),
        FlashWriteTime = TimeSpan.FromMilliseconds(4.5),
        EepromWriteTime = TimeSpan.FromMilliseconds(9),
        FuseWriteTime = TimeSpan.FromMilliseconds(4.5),
        Source = "built by hand for tests",
    };
}
