using System.Buffers.Binary;

namespace IspRecipes.Simulation.Chips;

/// <summary>Bytes that are read and written in pieces of 1, 2 or 4, low byte first.</summary>
internal static class LittleEndian
{
    public static uint Read(ReadOnlySpan<byte> memory, uint offset, int width) => width switch
    {
        1 => memory[(int)offset],
        2 => BinaryPrimitives.ReadUInt16LittleEndian(memory[(int)offset..]),
        _ => BinaryPrimitives.ReadUInt32LittleEndian(memory[(int)offset..]),
    };

    public static void Write(Span<byte> memory, uint offset, int width, uint value)
    {
        switch (width)
        {
            case 1:
                memory[(int)offset] = (byte)value;
                break;
            case 2:
                BinaryPrimitives.WriteUInt16LittleEndian(memory[(int)offset..], (ushort)value);
                break;
            default:
                BinaryPrimitives.WriteUInt32LittleEndian(memory[(int)offset..], value);
                break;
        }
    }
}
