using IspRecipes.Devices.Parts;

namespace IspRecipes.Devices.Programmers;

/// <summary>
/// The serial programming instructions of the classic AVRs: four bytes out, the answer comes back in the last of the
/// four bytes in. First byte in the high bits. Source: ATmega16U4/32U4 datasheet (Atmel-7766J), table 28-16, and the
/// same table of the other datasheets; AVR910. In the table <c>H</c> is 0 for the low and 1 for the high byte of a
/// word, <c>a</c> and <c>b</c> address bits, <c>i</c> data in, <c>o</c> data out, <c>x</c> either.
/// </summary>
public static class IspInstructions
{
    /// <summary><c>AC 53 xx xx</c>: within the first instructions after RESET fell; 0x53 echoes in the third byte.</summary>
    public const uint ProgrammingEnable = 0xAC53_0000;

    /// <summary><c>AC 80 xx xx</c>: flash, lock bits and, unless EESAVE is programmed, EEPROM.</summary>
    public const uint ChipErase = 0xAC80_0000;

    /// <summary><c>F0 00 xx xxxxxxxo</c>: bit 0 is 1 while a write is in progress; the other bits may be anything.</summary>
    public const uint PollReady = 0xF000_0000;

    /// <summary>True where the same instruction once more changes nothing: those that ask, and Programming Enable.</summary>
    public static bool MayBeRepeated(uint instruction) => (instruction >> 24) switch
    {
        0x20 or 0x28 or 0x30 or 0x38 or 0x4D or 0x50 or 0x58 or 0xA0 or 0xF0 => true,
        _ => instruction == ProgrammingEnable,
    };

    /// <summary><c>4D 00 cccc cccc xx</c>: address bits above the 64 KWords that the other instructions reach.</summary>
    public static uint LoadExtendedAddress(int segment) => Compose(0x4D, 0, (byte)segment, 0);

    /// <summary>Bytes that one value of the extended address byte reaches.</summary>
    public const int SegmentLength = 0x20000;

    /// <summary>The stretch of 64 KWords an address lies in: the value of the extended address byte.</summary>
    public static int SegmentOf(uint address) => (int)(address >> 17);

    /// <summary><c>0100 H000, 00, bbbb bbbb, i</c>: one byte into the flash page buffer, the low byte of a word first.</summary>
    /// <param name="address">Byte address; only its place within the page is sent.</param>
    public static uint LoadFlashPage(uint address, int pageSize, byte value) =>
        Compose(address % 2 == 0 ? 0x40 : 0x48, 0, (byte)(address % (uint)pageSize / 2), value);

    /// <summary><c>4C, aaaa aaaa, bbbb xxxx, xx</c>: erase is not included; bits only fall.</summary>
    public static uint WriteFlashPage(uint address) => Compose(0x4C, (byte)(address >> 9), (byte)(address >> 1), 0);

    /// <summary><c>0010 H000, aaaa aaaa, bbbb bbbb, o</c>.</summary>
    public static uint ReadFlash(uint address) =>
        Compose(address % 2 == 0 ? 0x20 : 0x28, (byte)(address >> 9), (byte)(address >> 1), 0);

    /// <summary><c>A0, 00aa aaaa, aaaa aaaa, o</c>.</summary>
    public static uint ReadEeprom(uint address) => Compose(0xA0, (byte)(address >> 8), (byte)address, 0);

    /// <summary><c>C0, 00aa aaaa, aaaa aaaa, i</c>: one byte, erased and written.</summary>
    public static uint WriteEeprom(uint address, byte value) =>
        Compose(0xC0, (byte)(address >> 8), (byte)address, value);

    /// <summary><c>C1, 00, 0000 0bbb, i</c>: one byte into the EEPROM page buffer.</summary>
    /// <param name="address">Byte address; only its place within the page is sent.</param>
    public static uint LoadEepromPage(uint address, int pageSize, byte value) =>
        Compose(0xC1, 0, (byte)(address % (uint)pageSize), value);

    /// <summary><c>C2, 00aa aaaa, aaaa a000, xx</c>: erases and writes the bytes that were loaded.</summary>
    public static uint WriteEepromPage(uint address) => Compose(0xC2, (byte)(address >> 8), (byte)address, 0);

    /// <summary><c>30, 00, 0000 00bb, o</c>.</summary>
    public static uint ReadSignature(int index) => Compose(0x30, 0, (byte)index, 0);

    /// <summary><c>38, 00, 0000 00bb, o</c>.</summary>
    public static uint ReadCalibration(int index) => Compose(0x38, 0, (byte)index, 0);

    /// <summary>Low <c>50 00</c>, high <c>58 08</c>, extended <c>50 08</c>, lock <c>58 00</c>; then <c>xx, o</c>.</summary>
    public static uint ReadFuse(FuseId fuse) => fuse switch
    {
        FuseId.Low => 0x5000_0000,
        FuseId.High => 0x5808_0000,
        FuseId.Extended => 0x5008_0000,
        FuseId.Lock => 0x5800_0000,
        _ => throw new ArgumentOutOfRangeException(nameof(fuse)),
    };

    /// <summary>Low <c>AC A0</c>, high <c>AC A8</c>, extended <c>AC A4</c>, lock <c>AC E0</c>; then <c>xx, i</c>.</summary>
    public static uint WriteFuse(FuseId fuse, byte value) => value | fuse switch
    {
        FuseId.Low => 0xACA0_0000,
        FuseId.High => 0xACA8_0000,
        FuseId.Extended => 0xACA4_0000,
        FuseId.Lock => 0xACE0_0000,
        _ => throw new ArgumentOutOfRangeException(nameof(fuse)),
    };

    private static uint Compose(int first, byte second, byte third, byte fourth) =>
        (uint)(first << 24 | second << 16 | third << 8 | fourth);
}
