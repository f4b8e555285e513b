using System.Buffers.Binary;

namespace IspRecipes.Engine.Tests.Plans;

/// <summary>Programs for STM32s as far as a plan looks at them: two words, and bytes that are no padding.</summary>
internal static class Stm32Firmware
{
    public const uint Flash = 0x0800_0000, Behind = 0x0800_2000;

    /// <summary>A vector table with a program behind it.</summary>
    public static byte[] Program(uint stack = 0x2000_5000, uint reset = Flash + 0x141, int length = 0x400)
    {
        byte[] program = Firmware.Program(length);
        BinaryPrimitives.WriteUInt32LittleEndian(program, stack);
        BinaryPrimitives.WriteUInt32LittleEndian(program.AsSpan(4), reset);
        return program;
    }

    /// <summary>Sets words of the vector table.</summary>
    public static void Handlers(byte[] program, params (int Number, uint Vector)[] handlers)
    {
        foreach ((int number, uint vector) in handlers)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(program.AsSpan(4 * number), vector);
        }
    }
}
