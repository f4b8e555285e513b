using IspRecipes.Devices.Parts;

namespace IspRecipes.Devices.Targets;

/// <summary>What the lock byte of an AVR says about reading it from outside.</summary>
public static class ReadProtection
{
    /// <summary>Bits LB2 and LB1, in the lowest two of the lock byte of every megaAVR and tinyAVR.</summary>
    private const byte LockBits = 0x03;

    /// <summary>Bit LB2 in the field's value.</summary>
    private const int SecondLockBit = 0x02;

    /// <summary>
    /// Whether flash and EEPROM read as junk. Mode 1 (11) locks nothing, mode 2 (10) locks writing, mode 3 (00) locks
    /// reading as well; 01 is not defined, and LB2 is what locks reading.
    /// </summary>
    /// <param name="part">Names the field LB; without it the lowest two bits are taken.</param>
    /// <param name="lockByte">As read from the chip.</param>
    public static bool IsOn(AvrPart part, byte lockByte) => (LockMode(part, lockByte) & SecondLockBit) == 0;

    /// <summary>Whether flash, EEPROM and fuses cannot be written before a chip erase: modes 2 and 3.</summary>
    /// <param name="part">As for <see cref="IsOn"/>.</param>
    /// <param name="lockByte">As read from the chip.</param>
    public static bool ForbidsWriting(AvrPart part, byte lockByte) => LockMode(part, lockByte) != LockBits;

    private static int LockMode(AvrPart part, byte lockByte) =>
        (part.Lock.Field("LB") ?? new FuseField("LB", LockBits, "")).Extract(lockByte);
}
