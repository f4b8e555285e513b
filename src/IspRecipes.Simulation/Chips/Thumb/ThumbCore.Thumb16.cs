namespace IspRecipes.Simulation.Chips;

/// <summary>16-bit instructions that compute and branch (A5.2). Outside an IT block they set flags.</summary>
public sealed partial class ThumbCore
{
    /// <summary>A5.2, Table A5-1.</summary>
    private ThumbStep Execute16(uint instruction) => Bits(instruction, 15, 11) switch
    {
        0b00000 or 0b00001 or 0b00010 => ShiftImmediate16(instruction),
        0b00011 => AddSubtract16(instruction),
        0b00100 or 0b00101 or 0b00110 or 0b00111 => Immediate16(instruction),
        0b01000 => Bit(instruction, 10) ? HighRegisters(instruction) : DataProcessing16(instruction),
        0b01001 => LoadStore(
            Bits(instruction, 10, 8), (PcOperand & ~3u) + (Bits(instruction, 7, 0) << 2), 4, isLoad: true, signed: false),
        0b01010 or 0b01011 => LoadStoreRegister16(instruction),
        0b01100 or 0b01101 => LoadStoreImmediate16(instruction, 4),
        0b01110 or 0b01111 => LoadStoreImmediate16(instruction, 1),
        0b10000 or 0b10001 => LoadStoreImmediate16(instruction, 2),
        0b10010 or 0b10011 => LoadStore(
            Bits(instruction, 10, 8), Registers[Sp] + (Bits(instruction, 7, 0) << 2), 4, Bit(instruction, 11), signed: false),
        0b10100 => SetRegister(Bits(instruction, 10, 8), (PcOperand & ~3u) + (Bits(instruction, 7, 0) << 2)),
        0b10101 => SetRegister(Bits(instruction, 10, 8), Registers[Sp] + (Bits(instruction, 7, 0) << 2)),
        0b10110 or 0b10111 => Miscellaneous16(instruction),
        0b11000 => StoreMultiple16(instruction),
        0b11001 => LoadMultiple16(instruction),
        0b11010 or 0b11011 => ConditionalBranch16(instruction),
        _ => Branch(PcOperand + SignExtend(Bits(instruction, 10, 0) << 1, 12)),
    };

    /// <summary>LSL, LSR, ASR (immediate) T1; LSL by 0 is MOV (register) T2, which an IT block must not hold.</summary>
    private ThumbStep ShiftImmediate16(uint instruction)
    {
        if (instruction <= 0x003F && InItBlock)
        {
            return ThumbStep.Fault;
        }

        (Shift kind, uint amount) = DecodeShift(Bits(instruction, 12, 11), Bits(instruction, 10, 6));
        uint carry = Carry;
        uint result = ShiftBy(Registers[Bits(instruction, 5, 3)], kind, amount, ref carry);
        return SetLogical16(Bits(instruction, 2, 0), result, carry);
    }

    /// <summary>ADD, SUB (register) T1 and (immediate) T1.</summary>
    private ThumbStep AddSubtract16(uint instruction)
    {
        uint operand = Bits(instruction, 8, 6);
        uint y = Bit(instruction, 10) ? operand : Registers[operand];
        uint x = Registers[Bits(instruction, 5, 3)];
        uint d = Bits(instruction, 2, 0);
        Registers[d] = Bit(instruction, 9) ? Subtract(x, y, !InItBlock) : Add(x, y, 0, !InItBlock);
        return ThumbStep.Ran;
    }

    /// <summary>MOV T1, CMP T1, ADD T2, SUB T2 with eight bits.</summary>
    private ThumbStep Immediate16(uint instruction)
    {
        uint d = Bits(instruction, 10, 8);
        uint immediate = Bits(instruction, 7, 0);
        switch (Bits(instruction, 12, 11))
        {
            case 0:
                return SetLogical16(d, immediate, Carry);
            case 1:
                Subtract(Registers[d], immediate, setFlags: true);
                break;
            case 2:
                Registers[d] = Add(Registers[d], immediate, 0, !InItBlock);
                break;
            default:
                Registers[d] = Subtract(Registers[d], immediate, !InItBlock);
                break;
        }

        return ThumbStep.Ran;
    }

    /// <summary>A5.2.2: 010000 op4 Rm3 Rdn3.</summary>
    private ThumbStep DataProcessing16(uint instruction)
    {
        uint m = Registers[Bits(instruction, 5, 3)];
        uint d = Bits(instruction, 2, 0);
        uint x = Registers[d];
        uint carry = Carry;
        switch (Bits(instruction, 9, 6))
        {
            case 0b0000: return SetLogical16(d, x & m, carry);
            case 0b0001: return SetLogical16(d, x ^ m, carry);
            case 0b0010: return SetLogical16(d, ShiftBy(x, Shift.Lsl, m & 0xFF, ref carry), carry);
            case 0b0011: return SetLogical16(d, ShiftBy(x, Shift.Lsr, m & 0xFF, ref carry), carry);
            case 0b0100: return SetLogical16(d, ShiftBy(x, Shift.Asr, m & 0xFF, ref carry), carry);
            case 0b0101: return SetRegister(d, Add(x, m, carry, !InItBlock));
            case 0b0110: return SetRegister(d, Add(x, ~m, carry, !InItBlock));
            case 0b0111: return SetLogical16(d, ShiftBy(x, Shift.Ror, m & 0xFF, ref carry), carry);
            case 0b1000: SetNegativeZero(x & m); return ThumbStep.Ran;
            case 0b1001: return SetRegister(d, Subtract(0, m, !InItBlock));
            case 0b1010: Subtract(x, m, setFlags: true); return ThumbStep.Ran;
            case 0b1011: Add(x, m, 0, setFlags: true); return ThumbStep.Ran;
            case 0b1100: return SetLogical16(d, x | m, carry);
            case 0b1101: return SetLogical16(d, x * m, carry);
            case 0b1110: return SetLogical16(d, x & ~m, carry);
            default: return SetLogical16(d, ~m, carry);
        }
    }

    private ThumbStep SetLogical16(uint d, uint result, uint carry)
    {
        Registers[d] = result;
        if (!InItBlock)
        {
            SetNegativeZeroCarry(result, carry);
        }

        return ThumbStep.Ran;
    }

    /// <summary>A5.2.3: ADD T2, CMP T2, MOV T1, BX and BLX, on all sixteen registers.</summary>
    private ThumbStep HighRegisters(uint instruction)
    {
        uint m = Bits(instruction, 6, 3);
        uint y = m == Pc ? PcOperand : Registers[m];
        uint d = (Bits(instruction, 7, 7) << 3) | Bits(instruction, 2, 0);
        uint x = d == Pc ? PcOperand : Registers[d];
        switch (Bits(instruction, 9, 8))
        {
            case 0b00 when d == Pc && m == Pc:
                return ThumbStep.Fault;
            case 0b00:
                return d == Pc ? Branch(x + y) : SetRegister(d, x + y);
            case 0b01 when (d < 8 && m < 8) || d == Pc || m == Pc:
                return ThumbStep.Fault;
            case 0b01:
                Subtract(x, y, setFlags: true);
                return ThumbStep.Ran;
            case 0b10:
                return d == Pc ? Branch(y) : SetRegister(d, y);
            default:
                return Bits(instruction, 2, 0) != 0 || m == Pc ? ThumbStep.Fault
                    : Bit(instruction, 7) ? BranchLink(y)
                    : BranchExchange(y);
        }
    }

    /// <summary>B T1; condition 14 is UDF, 15 is SVC.</summary>
    private ThumbStep ConditionalBranch16(uint instruction)
    {
        uint condition = Bits(instruction, 11, 8);
        return condition >= 0b1110 || InItBlock ? ThumbStep.Fault
            : Holds(condition) ? Branch(PcOperand + SignExtend(Bits(instruction, 7, 0) << 1, 9))
            : ThumbStep.Ran;
    }
}
