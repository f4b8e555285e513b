using IspRecipes.Simulation.Chips;
using IspRecipes.Testing;

namespace IspRecipes.Simulation.Tests.Chips.Thumb;

/// <summary>Small programs as GNU as translates them come to the results of C#.</summary>
public sealed class AssembledProgramTests
{
    private const string As = "arm-none-eabi-as";
    private const string Objcopy = "arm-none-eabi-objcopy";

    /// <summary>Bit by bit: r0 bytes, r1 their number; the result in r0.</summary>
    private const string Crc32 = """
            ldr     r4, =0xEDB88320
            movs    r2, #0
            mvns    r2, r2
        byte:
            ldrb    r3, [r0]
            adds    r0, #1
            eors    r2, r3
            movs    r5, #8
        bit:
            lsrs    r2, r2, #1
            bcc     even
            eors    r2, r4
        even:
            subs    r5, #1
            bne     bit
            subs    r1, #1
            bne     byte
            mvns    r0, r2
            bkpt
        """;

    /// <summary>Insertion sort of signed words with calls and a stack: r0 words, r1 their number.</summary>
    private const string Sort = """
            movs    r4, #1
        outer:
            cmp     r4, r1
            bhs     done
            lsls    r2, r4, #2
            bl      insert
            adds    r4, #1
            b       outer
        done:
            bkpt
        insert:
            push    {r4-r6, lr}
            ldr     r5, [r0, r2]
        again:
            cmp     r2, #0
            beq     place
            subs    r3, r2, #4
            ldr     r6, [r0, r3]
            cmp     r6, r5
            ble     place
            str     r6, [r0, r2]
            mov     r2, r3
            b       again
        place:
            str     r5, [r0, r2]
            pop     {r4-r6, pc}
        """;

    /// <summary>As a library does it: words while there are four bytes, then a jump table. r0 to, r1 from, r2 count.</summary>
    private const string Copy = """
            add     ip, r0, r2
            subs    r2, r2, #8
            bmi     tail
        pair:
            ldrd    r4, r5, [r1], #8
            strd    r4, r5, [r0], #8
            subs    r2, r2, #8
            bpl     pair
        tail:
            ands    r2, r2, #7
            rsb     r2, r2, #7
            tbb     [pc, r2]
        table:
            .byte   (c7 - table) / 2, (c6 - table) / 2, (c5 - table) / 2, (c4 - table) / 2
            .byte   (c3 - table) / 2, (c2 - table) / 2, (c1 - table) / 2, (c0 - table) / 2
        c7: ldrb    r4, [r1], #1
            strb    r4, [r0], #1
        c6: ldrb    r4, [r1], #1
            strb    r4, [r0], #1
        c5: ldrb    r4, [r1], #1
            strb    r4, [r0], #1
        c4: ldr     r4, [r1], #4
            str     r4, [r0], #4
            b       c0
        c3: ldrb    r4, [r1], #1
            strb    r4, [r0], #1
        c2: ldrb    r4, [r1], #1
            strb    r4, [r0], #1
        c1: ldrb    r4, [r1], #1
            strb    r4, [r0], #1
        c0: cmp     r0, ip
            ite     eq
            moveq   r0, #0
            movne   r0, #1
            bkpt
        """;

    [PeerTheory(As, Objcopy)]
    [InlineData("cortex-m0", 1)]
    [InlineData("cortex-m0", 1000)]
    [InlineData("cortex-m3", 1000)]
    public void A_checksum(string cpu, int count)
    {
        Machine machine = Assemble(Crc32, cpu);
        machine[0] = Machine.Ram;
        machine[1] = (uint)count;
        new Random(1).NextBytes(machine.Bus.Ram);

        Assert.Equal(ThumbStep.Breakpoint, machine.Run());

        Assert.Equal(Crc32Of(machine.Bus.Ram.AsSpan(0, count)), machine[0]);
    }

    [PeerTheory(As, Objcopy)]
    [InlineData("cortex-m0")]
    [InlineData("cortex-m3")]
    public void A_sort(string cpu)
    {
        Machine machine = Assemble(Sort, cpu);
        int[] numbers = [.. Enumerable.Range(0, 100).Select(index => (int)((uint)index * 2_654_435_761))];
        for (int index = 0; index < numbers.Length; index++)
        {
            machine.Bus.TryWrite(Machine.Ram + (4 * (uint)index), 4, (uint)numbers[index]);
        }

        machine[0] = Machine.Ram;
        machine[1] = (uint)numbers.Length;

        Assert.Equal(ThumbStep.Breakpoint, machine.Run());

        Assert.Equal(
            numbers.Order(), Enumerable.Range(0, numbers.Length).Select(index => (int)machine.Word(Machine.Ram + (4 * (uint)index))));
    }

    [PeerFact(As, Objcopy)]
    public void A_copy()
    {
        Machine machine = Assemble(Copy, "cortex-m3");
        for (int count = 0; count < 40; count++)
        {
            machine.Bus.Ram.AsSpan().Clear();
            machine[15] = Machine.Code;
            byte[] from = new byte[count];
            new Random(count).NextBytes(from);
            from.CopyTo(machine.Bus.Ram, 0x100);
            (machine[0], machine[1], machine[2]) = (Machine.Ram + 0x200, Machine.Ram + 0x100, (uint)count);

            Assert.Equal(ThumbStep.Breakpoint, machine.Run());

            Assert.Equal(from, machine.Bus.Ram[0x200..(0x200 + count)]);
            Assert.Equal((0u, 0), (machine[0], machine.Bus.Ram[0x200 + count]));
        }
    }

    private static uint Crc32Of(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte next in bytes)
        {
            crc ^= next;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0xEDB8_8320 : 0);
            }
        }

        return ~crc;
    }

    private static Machine Assemble(string source, string cpu)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("isprecipe");
        try
        {
            string text = Path.Combine(folder.FullName, "program.s");
            string linkable = Path.Combine(folder.FullName, "program.o");
            string bytes = Path.Combine(folder.FullName, "program.bin");
            File.WriteAllText(text, $".syntax unified\n.thumb\n{source}\n.ltorg\n");
            PeerProgram.Run(As, $"-mcpu={cpu}", text, "-o", linkable);
            PeerProgram.Run(Objcopy, "-O", "binary", linkable, bytes);
            Machine machine = new([], isArmv6M: cpu == "cortex-m0");
            File.ReadAllBytes(bytes).CopyTo(machine.Bus.Code, 0);
            return machine;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
