using IspRecipes.Simulation.Chips;

namespace IspRecipes.Simulation.Tests.Chips.Thumb;

/// <summary>Loads, stores and special registers where they are not plain.</summary>
public sealed class MemoryAccessTests
{
    /// <summary>A3.2.1: ARMv7-M reads and writes unaligned words and halfwords; ARMv6-M faults.</summary>
    [Theory]
    [InlineData(1u)]
    [InlineData(2u)]
    [InlineData(3u)]
    public void Unaligned_accesses(uint offset)
    {
        ushort[] code = [0x6008, 0x680A, 0x880B]; // STR r0, [r1]; LDR r2, [r1]; LDRH r3, [r1]
        Machine cortexM3 = new(code) { [0] = 0x1234_5678, [1] = Machine.Ram + offset };
        Machine cortexM0 = new(code, isArmv6M: true) { [0] = 0x1234_5678, [1] = Machine.Ram + offset };

        cortexM3.Ran(3);

        Assert.Equal((0x1234_5678u, 0x5678u), (cortexM3[2], cortexM3[3]));
        Assert.Equal(0x1234_5678u << (int)(8 * offset), cortexM3.Word(Machine.Ram));
        Assert.Equal(ThumbStep.Fault, cortexM0.Core.Step());
        Assert.Equal(0u, cortexM0.Word(Machine.Ram));
    }

    /// <summary>A3.2.1: several registers at once are always aligned, or fault.</summary>
    [Theory]
    [InlineData(0xC906, 0)] // LDM r1!, {r1, r2}
    [InlineData(0xC106, 0)] // STM r1!, {r1, r2}
    [InlineData(0xE9D1, 0x2300)] // LDRD r2, r3, [r1]
    [InlineData(0xE951, 0x2F00)] // LDREX r2, [r1]
    public void Multiple_accesses_fault_unaligned(ushort first, ushort second)
    {
        Machine machine = new([first, second]) { [1] = Machine.Ram + 2 };

        Assert.Equal(ThumbStep.Fault, machine.Core.Step());
        Assert.Equal(Machine.Ram + 2, machine[1]);
    }

    /// <summary>A7.7, LDM: a base in the list is loaded, and not written back.</summary>
    [Fact]
    public void Ldm_with_its_base_in_the_list()
    {
        Machine machine = new([0xC906]) { [1] = Machine.Ram }; // LDM r1, {r1, r2}
        machine.Bus.TryWrite(Machine.Ram, 4, 0x11);
        machine.Bus.TryWrite(Machine.Ram + 4, 4, 0x22);

        machine.Ran();

        Assert.Equal((0x11u, 0x22u), (machine[1], machine[2]));
    }

    /// <summary>A load that the bus refuses halfway changes no register.</summary>
    [Fact]
    public void Ldm_past_the_end_of_ram()
    {
        uint end = Machine.Ram + FlatBus.RamSize;
        Machine machine = new([0xC90C]) { [1] = end - 4, [2] = 1, [3] = 2 }; // LDM r1!, {r2, r3}

        Assert.Equal(ThumbStep.Fault, machine.Core.Step());
        Assert.Equal((end - 4, 1u, 2u, Machine.Code), (machine[1], machine[2], machine[3], machine.Pc));
    }

    /// <summary>A7.7, PUSH and POP, PC among them.</summary>
    [Fact]
    public void Push_and_pop()
    {
        Machine machine = new([0xB501, 0xBD02]) { [0] = 7, [14] = Machine.Code + 0x21 }; // PUSH {r0, lr}; POP {r1, pc}

        machine.Ran(2);

        Assert.Equal((7u, Machine.Code + 0x20, Machine.Ram + FlatBus.RamSize), (machine[1], machine.Pc, machine[13]));
    }

    /// <summary>A3.4.1: a store-exclusive needs a load-exclusive before it, which CLREX takes back.</summary>
    [Theory]
    [InlineData(new ushort[] { 0xE851, 0x2F00, 0xE841, 0x0300 }, 0u)] // LDREX r2, [r1]; STREX r3, r0, [r1]
    [InlineData(new ushort[] { 0xF3BF, 0x8F2F, 0xE841, 0x0300 }, 1u)] // CLREX; STREX
    public void Exclusive_stores(ushort[] code, uint result)
    {
        Machine machine = new(code) { [0] = 5, [1] = Machine.Ram, [3] = 9 };

        machine.Ran(2);

        Assert.Equal((result, result == 0 ? 5u : 0), (machine[3], machine.Word(Machine.Ram)));
    }

    /// <summary>What ARMv7-M added is undefined in ARMv6-M (DDI 0419, A5.2 and A5.3).</summary>
    [Theory]
    [InlineData(0xB100, 0)] // CBZ
    [InlineData(0xBF08, 0)] // IT
    [InlineData(0xB661, 0)] // CPSIE f
    [InlineData(0xF04F, 0x0001)] // MOV.W r0, #1
    [InlineData(0xF240, 0x0001)] // MOVW
    [InlineData(0xF8D1, 0x0000)] // LDR.W
    [InlineData(0xE9D1, 0x2300)] // LDRD
    [InlineData(0xFBB0, 0xF0F1)] // UDIV
    [InlineData(0xF000, 0xB800)] // B.W
    [InlineData(0xF3AF, 0x8000)] // NOP.W
    [InlineData(0xF3BF, 0x8F2F)] // CLREX
    [InlineData(0xF3EF, 0x8011)] // MRS r0, BASEPRI
    public void Armv6M_refuses_what_Armv7M_added(ushort first, ushort second)
    {
        Machine machine = new([first, second], isArmv6M: true, flags: "Z") { [1] = Machine.Ram };

        Assert.Equal(ThumbStep.Fault, machine.Core.Step());
    }

    /// <summary>DDI 0419, A5.3: the 32-bit instructions of ARMv6-M.</summary>
    [Fact]
    public void Armv6M_has_barriers_calls_and_special_registers()
    {
        // DMB; DSB; ISB; MSR PRIMASK, r0; MRS r1, PRIMASK; BL
        Machine machine = new(
            [0xF3BF, 0x8F5F, 0xF3BF, 0x8F4F, 0xF3BF, 0x8F6F, 0xF380, 0x8810, 0xF3EF, 0x8110, 0xF000, 0xF800],
            isArmv6M: true) { [0] = 1 };

        machine.Ran(6);

        Assert.Equal((1u, 1u), (machine[1], machine.Core.SpecialRegisters));
    }

    /// <summary>B1.4.1, B1.4.4: CONTROL.SPSEL swaps the stacks; each keeps its place.</summary>
    [Fact]
    public void Two_stacks()
    {
        // MSR PSP, r0; MSR CONTROL, r1; PUSH {r0}; MRS r2, MSP; MRS r3, PSP
        Machine machine = new([0xF380, 0x8809, 0xF381, 0x8814, 0xB401, 0xF3EF, 0x8208, 0xF3EF, 0x8309])
        {
            [0] = Machine.Ram + 0x103,
            [1] = 2,
        };
        uint main = machine[13];

        machine.Ran(5);

        Assert.Equal((Machine.Ram + 0xFC, main, Machine.Ram + 0xFC), (machine[13], machine[2], machine[3]));
        Assert.Equal((main, Machine.Ram + 0xFC), (machine.Core.MainStack, machine.Core.ProcessStack));
        Assert.Equal(0x0200_0000u, machine.Core.SpecialRegisters);
    }

    /// <summary>B5.2.2, B5.2.3: without privilege masks and CONTROL keep what they hold, and read as zero.</summary>
    [Fact]
    public void Unprivileged_code_changes_no_mask()
    {
        // MSR CONTROL, r0; MSR PRIMASK, r0; MSR CONTROL, r1; CPSID i; MRS r2, PRIMASK
        Machine machine = new([0xF380, 0x8814, 0xF380, 0x8810, 0xF381, 0x8814, 0xB672, 0xF3EF, 0x8210]) { [0] = 1 };

        machine.Ran(5);

        Assert.Equal((0u, 0x0100_0000u), (machine[2], machine.Core.SpecialRegisters));
    }
}
