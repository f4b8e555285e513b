using System.Buffers.Binary;
using System.Diagnostics;
using IspRecipes.Simulation.Chips;

namespace IspRecipes.Benchmarks;

/// <summary>How many instructions a second the virtual Cortex-M does, in a loop that computes a checksum.</summary>
internal static class ThumbSpeed
{
    private const int Steps = 50_000_000;

    /// <summary>ldrb r3, [r0]; eors r2, r3; movs r5, #8; lsrs r2, #1; bcc; eors r2, r4; subs r5, #1; bne; b to the start.</summary>
    private static readonly ushort[] Checksum = [0x7803, 0x405A, 0x2508, 0x0852, 0xD300, 0x4062, 0x3D01, 0xD1FA, 0xE7F6];

    public static void Print(TextWriter output)
    {
        ThumbCore core = new(new Memory());
        core.Registers[4] = 0xEDB8_8320;
        output.WriteLine("| run | million instructions a second |");
        output.WriteLine("|---|--:|");
        for (int run = 1; run <= 5; run++)
        {
            var watch = Stopwatch.StartNew();
            for (int step = 0; step < Steps; step++)
            {
                if (core.Step() != ThumbStep.Ran)
                {
                    throw new InvalidOperationException($"stopped at {core.Registers[15]:X8}");
                }
            }

            output.WriteLine($"| {run} | {Steps / watch.Elapsed.TotalSeconds / 1e6:0} |");
        }
    }

    private sealed class Memory : ICoreBus
    {
        private readonly byte[] _bytes = new byte[64];

        public Memory()
        {
            for (int index = 0; index < Checksum.Length; index++)
            {
                BinaryPrimitives.WriteUInt16LittleEndian(_bytes.AsSpan(2 * index), Checksum[index]);
            }
        }

        public bool TryRead(uint address, int width, out uint value)
        {
            ReadOnlySpan<byte> place = _bytes.AsSpan((int)address, width);
            value = width == 1 ? place[0] : width == 2
                ? BinaryPrimitives.ReadUInt16LittleEndian(place)
                : BinaryPrimitives.ReadUInt32LittleEndian(place);
            return true;
        }

        public bool TryWrite(uint address, int width, uint value) => false;
    }
}
