using IspRecipes.Devices.Parts;

namespace IspRecipes.Simulation.Chips;

/// <summary>
/// The half of the instruction set that answers in its fourth byte (datasheets, Serial Programming Instruction Set).
/// While the chip is busy only RDY/BSY tells the truth.
/// </summary>
internal sealed class ReadInstructions(AvrPart part, AvrMemories memories, AvrFuses fuses, SelfTimedWrites writes)
{
    private readonly Noise _noise = new(1);

    /// <summary>What reads back for fuse and lock bits that the part does not have.</summary>
    public byte UnimplementedBits { get; set; } = 0x50;

    /// <summary>What MISO carries during the fourth byte; null when the first byte opens no read.</summary>
    public byte? Answer(byte first, byte second, byte third)
    {
        uint byteAddress = memories.WordAddress(second, third) * 2;
        uint eepromAddress = (uint)(second << 8 | third);
        return first switch
        {
            0x20 => Flash(byteAddress),
            0x28 => Flash(byteAddress + 1),
            0xA0 => Eeprom(eepromAddress),
            0x30 => WhenReady(Signature(third)),
            0x38 => WhenReady(Calibration(third)),
            0x50 => WhenReady(Fuse((second & 0x08) == 0 ? FuseId.Low : FuseId.Extended)),
            0x58 => WhenReady(Fuse((second & 0x08) == 0 ? FuseId.Lock : FuseId.High)),
            0xF0 when part.PollReady => Busy(),
            _ => null,
        };
    }

    /// <summary>Bit 0 is the answer, the other bits are anything.</summary>
    private byte Busy() => (byte)((_noise.NextByte() & 0xFE) | (writes.IsBusy ? 1 : 0));

    /// <summary>In lock mode 3 the chip answers with the word address.</summary>
    private byte Flash(uint address)
    {
        int offset = memories.FlashOffset(address);
        return writes.Covers(ChipWriteKind.FlashPage, offset)
            ? Polled
            : WhenReady(fuses.ReadsLocked ? (byte)(address >> 1) : memories.Flash[offset]);
    }

    private byte Eeprom(uint address)
    {
        int offset = memories.EepromOffset(address);
        bool polled = writes.Covers(ChipWriteKind.EepromByte, offset) || writes.Covers(ChipWriteKind.EepromPage, offset);
        return polled ? Polled : WhenReady(fuses.ReadsLocked ? (byte)address : memories.Eeprom[offset]);
    }

    /// <summary>Data polling: a place that is being written reads 0xFF until it is ready.</summary>
    private static byte Polled => 0xFF;

    private byte Fuse(FuseId id)
    {
        byte mask = part.Fuse(id)?.Mask ?? 0;
        byte value = fuses.Has(id) ? fuses[id] : (byte)0;
        return (byte)((value & mask) | (UnimplementedBits & ~mask));
    }

    private byte Signature(byte index) => (index & 3) switch
    {
        0 => part.Signature.Vendor,
        1 => part.Signature.Family,
        2 => part.Signature.Device,
        _ => 0xFF,
    };

    private byte Calibration(byte index) => index < part.CalibrationBytes ? (byte)(0x9A + index) : (byte)0xFF;

    private byte WhenReady(byte value)
    {
        if (!writes.IsBusy)
        {
            return value;
        }

        writes.Violate("a read while busy");
        return _noise.NextByte();
    }
}
