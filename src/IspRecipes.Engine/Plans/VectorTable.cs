using System.Buffers.Binary;
using IspRecipes.Devices.Images;

namespace IspRecipes.Engine.Plans;

/// <summary>
/// The first two words of a Cortex-M's vector table, which the core loads at reset (ARMv7-M ARM, B1.5.3 The vector table).
/// </summary>
/// <param name="Address">Of the first word.</param>
/// <param name="StackPointer">Initial main stack pointer.</param>
/// <param name="Reset">Reset vector: address of the first instruction, bit 0 set for Thumb code.</param>
internal sealed record VectorTable(uint Address, uint StackPointer, uint Reset)
{
    public const int Size = 8;

    /// <summary>An erased word, twice.</summary>
    public bool IsBlank => StackPointer == uint.MaxValue && Reset == uint.MaxValue;

    /// <summary>Address of the first instruction.</summary>
    public uint Entry => Reset & ~1u;

    /// <summary>
    /// True for a word that points into the first MiB of SRAM and one that points into the first two MiB of flash, or of its
    /// alias at 0: what no data is by chance.
    /// </summary>
    public bool IsLikely => (StackPointer & 0xFFF0_0000) == 0x2000_0000 && (Reset & 0xF7E0_0000) == 0 && Reset != 0;

    /// <summary>The table at an address; null where the image has not all of it.</summary>
    public static VectorTable? In(MemoryImage image, uint address)
    {
        byte[] bytes = new byte[Size];
        for (int index = 0; index < Size; index++)
        {
            if (!image.TryGet(address + (uint)index, out bytes[index]))
            {
                return null;
            }
        }

        return new VectorTable(
            address, BinaryPrimitives.ReadUInt32LittleEndian(bytes), BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(4)));
    }
}
