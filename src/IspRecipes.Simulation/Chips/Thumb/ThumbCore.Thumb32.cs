namespace IspRecipes.Simulation.Chips;

/// <summary>32-bit instructions: their classes, branches and control (A5.3, A5.3.4).</summary>
public sealed partial class ThumbCore
{
    /// <summary>A5.3, Table A5-9: op1 is bits 28:27, op2 bits 26:20, op bit 15. Coprocessors there are none.</summary>
    private ThumbStep Execute32(uint instruction)
    {
        uint op2 = Bits(instruction, 26, 20);
        return Bits(instruction, 28, 27) switch
        {
            0b01 when (op2 & 0b1100100) == 0 => LoadStoreMultiple32(instruction),
            0b01 when (op2 & 0b1100100) == 0b100 => LoadStoreDual(instruction),
            0b01 when (op2 & 0b1100000) == 0b100000 => ShiftedRegister(instruction),
            0b10 when Bit(instruction, 15) => BranchOrControl(instruction),
            0b10 => Bit(instruction, 25) ? PlainImmediate(instruction) : ModifiedImmediate(instruction),
            0b11 when (op2 & 0b1110001) == 0 || (op2 & 0b1100001) == 1 => LoadStoreSingle(instruction),
            0b11 when (op2 & 0b1110000) == 0b0100000 => RegisterOperation(instruction),
            0b11 when (op2 & 0b1111000) == 0b0110000 => Multiply(instruction),
            0b11 when (op2 & 0b1111000) == 0b0111000 => MultiplyLongOrDivide(instruction),
            _ => ThumbStep.Fault,
        };
    }

    /// <summary>The six that ARMv6-M has: BL, DMB, DSB, ISB, MRS, MSR (A5.3 of the ARMv6-M manual, DDI 0419).</summary>
    private ThumbStep ExecuteArmv6MWide(uint instruction) => Bits(instruction, 31, 27) != 0b11110 ? ThumbStep.Fault
        : Bits(instruction, 15, 14) == 0b11 && Bit(instruction, 12) ? BranchLink32(instruction)
        : Bits(instruction, 15, 14) != 0b10 || Bit(instruction, 12) ? ThumbStep.Fault
        : Bits(instruction, 26, 20) switch
        {
            0b011_1000 => MoveToSpecial(instruction),
            0b011_1011 => Barrier(instruction),
            0b011_1110 => MoveFromSpecial(instruction),
            _ => ThumbStep.Fault,
        };

    /// <summary>A5.3.4: bits 14 and 12 tell B T3 and the control instructions, B T4, and BL.</summary>
    private ThumbStep BranchOrControl(uint instruction) => (Bit(instruction, 14), Bit(instruction, 12)) switch
    {
        (true, true) => BranchLink32(instruction),
        (false, true) => Branch(LongTarget(instruction)),
        (true, false) => ThumbStep.Fault,
        _ when Bits(instruction, 25, 23) != 0b111 => ConditionalBranch32(instruction),
        _ => Bits(instruction, 26, 20) switch
        {
            0b011_1000 => MoveToSpecial(instruction),
            0b011_1010 => Hint32(instruction),
            0b011_1011 => Barrier(instruction),
            0b011_1110 => MoveFromSpecial(instruction),
            _ => ThumbStep.Fault,
        },
    };

    private ThumbStep BranchLink32(uint instruction) => BranchLink(LongTarget(instruction) | 1);

    /// <summary>B T3: S, J2, J1, imm6, imm11.</summary>
    private ThumbStep ConditionalBranch32(uint instruction)
    {
        if (InItBlock)
        {
            return ThumbStep.Fault;
        }

        uint offset = (Bits(instruction, 26, 26) << 20) | (Bits(instruction, 11, 11) << 19)
            | (Bits(instruction, 13, 13) << 18) | (Bits(instruction, 21, 16) << 12) | (Bits(instruction, 10, 0) << 1);
        return Holds(Bits(instruction, 25, 22)) ? Branch(PcOperand + SignExtend(offset, 21)) : ThumbStep.Ran;
    }

    /// <summary>B T4 and BL T1: S, I1 and I2 (J1 and J2, each inverted where S is 0), imm10, imm11.</summary>
    private uint LongTarget(uint instruction)
    {
        uint sign = Bits(instruction, 26, 26);
        uint i1 = ~(Bits(instruction, 13, 13) ^ sign) & 1;
        uint i2 = ~(Bits(instruction, 11, 11) ^ sign) & 1;
        uint offset = (sign << 24) | (i1 << 23) | (i2 << 22) | (Bits(instruction, 25, 16) << 12) | (Bits(instruction, 10, 0) << 1);
        return PcOperand + SignExtend(offset, 25);
    }

    /// <summary>NOP.W, YIELD.W, WFE.W, WFI.W, SEV.W and DBG.</summary>
    private ThumbStep Hint32(uint instruction) => Bits(instruction, 19, 8) != 0b1111_1000_0000 ? ThumbStep.Fault
        : Bits(instruction, 7, 4) == 0 ? Hint(Bits(instruction, 3, 0))
        : ThumbStep.Ran;

    /// <summary>CLREX (ARMv7-M), DSB, DMB, ISB: every access is finished before the next here.</summary>
    private ThumbStep Barrier(uint instruction)
    {
        uint op = Bits(instruction, 7, 4);
        bool clears = op == 2 && !IsArmv6M;
        if (Bits(instruction, 19, 8) != 0b1111_1000_1111 || (op is not (4 or 5 or 6) && !clears))
        {
            return ThumbStep.Fault;
        }

        _exclusive &= !clears;
        return ThumbStep.Ran;
    }
}
