using IspRecipes.Simulation.Chips;

namespace IspRecipes.Simulation.Tests.Chips.Thumb;

/// <summary>Jumps, IT blocks, and what ends a step otherwise than by running.</summary>
public sealed class FlowTests
{
    /// <summary>A7.7, ADR: PC is the instruction's address + 4, down to a multiple of 4.</summary>
    [Theory]
    [InlineData(0u, 0x0800_0004u)]
    [InlineData(2u, 0x0800_0004u)]
    [InlineData(4u, 0x0800_0008u)]
    public void Pc_as_a_base_is_aligned(uint place, uint seen)
    {
        Machine machine = new([]);
        machine.Bus.Place(place, [0xA000]); // ADR r0, . + 4
        machine[15] += place;

        machine.Ran();

        Assert.Equal(seen, machine[0]);
    }

    /// <summary>A7.7, BL and BLX: they leave the way back, with bit 0 set, in LR; BLX may jump through LR.</summary>
    [Fact]
    public void Calls_leave_the_way_back_in_lr()
    {
        Machine machine = new([0xF000, 0xF802, 0, 0, 0x47F0]); // BL . + 8; BLX lr

        machine.Ran();
        Assert.Equal((Machine.Code + 8, Machine.Code + 5), (machine.Pc, machine[14]));

        machine.Ran();
        Assert.Equal((Machine.Code + 4, Machine.Code + 11), (machine.Pc, machine[14]));
    }

    /// <summary>A7.7, BX: an even address clears T, and the fault is the next instruction's.</summary>
    [Fact]
    public void Leaving_thumb_state_faults_at_the_target()
    {
        Machine machine = new([0x4700]) { [0] = Machine.Code + 8 }; // BX r0

        machine.Ran();

        Assert.Equal((ThumbStep.Fault, Machine.Code + 8), (machine.Core.Step(), machine.Pc));
    }

    /// <summary>A7.7, IT: then and else; 16-bit instructions in the block leave flags alone, a compare sets them.</summary>
    [Theory]
    [InlineData("Z", 11u, 0u)]
    [InlineData("", 10u, 5u)]
    public void It_blocks_choose(string flags, uint r0, uint r1)
    {
        // ITEE EQ; ADDEQ r0, #1; MOVNE r1, #5; CMPNE r1, #5
        Machine machine = new([0xBF0E, 0x3001, 0x2105, 0x2905], flags: flags) { [0] = 10 };

        machine.Ran(4);

        Assert.Equal((r0, r1, flags == "Z" ? "Z" : "ZC"), (machine[0], machine[1], machine.Flags));
        Assert.Equal(0u, machine.Core.Xpsr & 0x0600_FC00);
    }

    /// <summary>B1.4.2: between two instructions of a block xPSR shows what is left of it.</summary>
    [Fact]
    public void It_state_is_in_xpsr()
    {
        Machine machine = new([0xBF0B]); // ITETE EQ: IT is 0x0B

        machine.Ran();

        Assert.Equal(0x0600_0800u, machine.Core.Xpsr & 0x0600_FC00);
    }

    /// <summary>A7.7, BKPT: a breakpoint in a block whose condition fails still stops.</summary>
    [Fact]
    public void A_breakpoint_has_no_condition()
    {
        Machine machine = new([0xBF08, 0xBE00]); // IT EQ; BKPT

        machine.Ran();

        Assert.Equal((ThumbStep.Breakpoint, Machine.Code + 2), (machine.Core.Step(), machine.Pc));
    }

    /// <summary>A7.7, IT: only a block's last instruction may branch, and none may be an IT.</summary>
    [Theory]
    [InlineData(0xBF04, 0xE000)] // B
    [InlineData(0xBF04, 0x4770)] // BX lr
    [InlineData(0xBF04, 0xBD00)] // POP {pc}
    [InlineData(0xBF08, 0xBF08)] // IT
    [InlineData(0xBF08, 0xB100)] // CBZ
    [InlineData(0xBF08, 0xD0FE)] // BEQ
    public void What_an_it_block_must_not_hold(ushort it, ushort instruction)
    {
        Machine machine = new([it, instruction], flags: "Z");

        machine.Ran();

        Assert.Equal((ThumbStep.Fault, Machine.Code + 2), (machine.Core.Step(), machine.Pc));
    }

    /// <summary>A7.7, TBB: entries count halfwords from PC.</summary>
    [Fact]
    public void A_table_branch_jumps_over_its_table()
    {
        Machine machine = new([0xE8DF, 0xF000, 0x0402]) { [0] = 1 }; // TBB [pc, r0]; 2, 4

        machine.Ran();

        Assert.Equal(Machine.Code + 4 + 8, machine.Pc);
    }

    /// <summary>UDF, SVC, UDF.W, LDC (no coprocessor), and an IT of a condition that is none.</summary>
    [Theory]
    [InlineData(0xDE00, 0)]
    [InlineData(0xDF00, 0)]
    [InlineData(0xF7F0, 0xA000)]
    [InlineData(0xED90, 0x0A00)]
    [InlineData(0xBFF8, 0)]
    public void Undefined_instructions_fault(ushort first, ushort second)
    {
        Machine machine = new([first, second], flags: "NC");
        uint[] before = [.. machine.Core.Registers];

        Assert.Equal(ThumbStep.Fault, machine.Core.Step());
        Assert.Equal(before, machine.Core.Registers);
        Assert.Equal("NC", machine.Flags);
    }

    /// <summary>A7.7, WFI, WFE and SEV: an event that waits is used up instead of sleeping.</summary>
    [Fact]
    public void Waiting_sleeps_unless_an_event_is_there()
    {
        Machine machine = new([0xBF30, 0xBF40, 0xBF20, 0xBF20]); // WFI; SEV; WFE; WFE

        Assert.Equal((ThumbStep.Sleeping, Machine.Code + 2), (machine.Core.Step(), machine.Pc));
        machine.Ran(2);
        Assert.Equal((ThumbStep.Sleeping, Machine.Code + 8), (machine.Core.Step(), machine.Pc));
    }

    /// <summary>B1.5.5, TakeReset.</summary>
    [Fact]
    public void Reset_takes_stack_and_entry_from_the_vector_table()
    {
        Machine machine = new([0x1003, 0x2000, 0x0011, 0x0800]);

        Assert.True(machine.Core.Reset(Machine.Code));

        Assert.Equal((0x2000_1000u, 0xFFFF_FFFFu, 0x0800_0010u), (machine[13], machine[14], machine.Pc));
        Assert.Equal(0x0100_0000u, machine.Core.Xpsr);
    }

    /// <summary>A blank chip's vectors: SP is rounded, and the first fetch faults.</summary>
    [Fact]
    public void A_blank_chip_faults_at_once()
    {
        Machine machine = new([0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF]);

        Assert.True(machine.Core.Reset(Machine.Code));

        Assert.Equal((ThumbStep.Fault, 0xFFFF_FFFEu), (machine.Core.Step(), machine.Pc));
    }
}
