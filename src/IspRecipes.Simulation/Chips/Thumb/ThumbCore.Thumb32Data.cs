namespace IspRecipes.Simulation.Chips;

/// <summary>32-bit data processing with an immediate or a shifted register (A5.3.1, A5.3.3, A5.3.11).</summary>
public sealed partial class ThumbCore
{
    private enum DataOp : uint
    {
        And = 0,
        Bic = 1,
        Orr = 2,
        Orn = 3,
        Eor = 4,
        Add = 8,
        Adc = 10,
        Sbc = 11,
        Sub = 13,
        Rsb = 14,
    }

    /// <summary>A5.3.1: 11110 i 0 op4 S Rn4 | 0 imm3 Rd4 imm8.</summary>
    private ThumbStep ModifiedImmediate(uint instruction)
    {
        uint carry = Carry;
        return ExpandImmediate(instruction, ref carry) is uint operand
            ? ProcessData(instruction, operand, carry, scaledSp: true)
            : ThumbStep.Fault;
    }

    /// <summary>A5.3.11: 11101 01 op4 S Rn4 | (0) imm3 Rd4 imm2 type2 Rm4.</summary>
    private ThumbStep ShiftedRegister(uint instruction)
    {
        uint m = Bits(instruction, 3, 0);
        uint encoded = (Bits(instruction, 14, 12) << 2) | Bits(instruction, 7, 6);
        (Shift kind, uint amount) = DecodeShift(Bits(instruction, 5, 4), encoded);
        if (Bit(instruction, 15) || m == Pc || (m == Sp && !IsPlainMove(instruction, encoded)))
        {
            return ThumbStep.Fault;
        }

        uint carry = Carry;
        uint operand = ShiftBy(Registers[m], kind, amount, ref carry);
        if (Bits(instruction, 11, 8) == Sp && IsPlainMove(instruction, encoded))
        {
            return m == Sp ? ThumbStep.Fault : SetRegister(Sp, operand);
        }

        return ProcessData(instruction, operand, carry, scaledSp: kind == Shift.Lsl && amount <= 3);
    }

    /// <summary>MOV.W Rd, Rm (MOV (register) T3 without flags): the one that may read or write SP.</summary>
    private static bool IsPlainMove(uint instruction, uint shift) =>
        (DataOp)Bits(instruction, 24, 21) == DataOp.Orr && Bits(instruction, 20, 16) == Pc && shift == 0
        && Bits(instruction, 5, 4) == 0;

    /// <summary>
    /// AND to RSB: op in bits 24:21, S bit 20, Rn 19:16, Rd 11:8. Rd 15 with S is TST, TEQ, CMN or CMP; Rn 15 makes ORR a
    /// MOV and ORN a MVN.
    /// </summary>
    /// <param name="carry">C of the operand's rotation or shift.</param>
    /// <param name="scaledSp">Whether the operand may be added to SP into SP.</param>
    private ThumbStep ProcessData(uint instruction, uint operand, uint carry, bool scaledSp)
    {
        var op = (DataOp)Bits(instruction, 24, 21);
        bool setFlags = Bit(instruction, 20);
        uint n = Bits(instruction, 19, 16);
        uint d = Bits(instruction, 11, 8);
        bool onSp = op is DataOp.Add or DataOp.Sub && n == Sp;
        bool moves = op is DataOp.Orr or DataOp.Orn && n == Pc;
        bool compares = d == Pc && setFlags && op is DataOp.And or DataOp.Eor or DataOp.Add or DataOp.Sub;
        if ((IsSpOrPc(n) && !onSp && !moves) || (d == Pc && !compares) || (d == Sp && !(onSp && scaledSp)))
        {
            return ThumbStep.Fault;
        }

        uint x = moves ? 0 : Registers[n];
        uint result;
        switch (op)
        {
            case DataOp.Add: result = Add(x, operand, 0, setFlags); break;
            case DataOp.Adc: result = Add(x, operand, Carry, setFlags); break;
            case DataOp.Sbc: result = Add(x, ~operand, Carry, setFlags); break;
            case DataOp.Sub: result = Subtract(x, operand, setFlags); break;
            case DataOp.Rsb: result = Subtract(operand, x, setFlags); break;
            case DataOp.And: result = SetLogical(x & operand, carry, setFlags); break;
            case DataOp.Bic: result = SetLogical(x & ~operand, carry, setFlags); break;
            case DataOp.Orr: result = SetLogical(x | operand, carry, setFlags); break;
            case DataOp.Orn: result = SetLogical(x | ~operand, carry, setFlags); break;
            case DataOp.Eor: result = SetLogical(x ^ operand, carry, setFlags); break;
            default: return ThumbStep.Fault;
        }

        return compares ? ThumbStep.Ran : SetRegister(d, result);
    }

    private uint SetLogical(uint result, uint carry, bool setFlags)
    {
        if (setFlags)
        {
            SetNegativeZeroCarry(result, carry);
        }

        return result;
    }

    /// <summary>A5.3.3: 11110 i 1 op5 Rn4 | 0 imm3 Rd4 imm8 (or imm2 (0) imm5).</summary>
    private ThumbStep PlainImmediate(uint instruction)
    {
        uint n = Bits(instruction, 19, 16);
        uint d = Bits(instruction, 11, 8);
        uint imm12 = (Bits(instruction, 26, 26) << 11) | (Bits(instruction, 14, 12) << 8) | Bits(instruction, 7, 0);
        uint x = n == Pc ? PcOperand & ~3u : Registers[n];
        uint op = Bits(instruction, 24, 20);
        bool addsToSp = n == Sp && op is 0b00000 or 0b01010;
        if (d == Pc || (d == Sp && !addsToSp))
        {
            return ThumbStep.Fault;
        }

        return op switch
        {
            0b00000 => SetRegister(d, x + imm12),
            0b01010 => SetRegister(d, x - imm12),
            0b00100 => SetRegister(d, (n << 12) | imm12),
            0b01100 => SetRegister(d, (n << 28) | (imm12 << 16) | (ushort)Registers[d]),
            _ => BitField(instruction, op),
        };
    }

    /// <summary>SSAT, SBFX, BFI and BFC, USAT, UBFX: lsb (or shift) in imm3:imm2, width or top bit in imm5.</summary>
    private ThumbStep BitField(uint instruction, uint op)
    {
        uint n = Bits(instruction, 19, 16);
        uint d = Bits(instruction, 11, 8);
        int low = (int)((Bits(instruction, 14, 12) << 2) | Bits(instruction, 7, 6));
        int imm5 = (int)Bits(instruction, 4, 0);
        bool clears = op == 0b10110 && n == Pc;
        if (Bit(instruction, 26) || Bit(instruction, 5) || n == Sp || (n == Pc && !clears))
        {
            return ThumbStep.Fault;
        }

        uint x = clears ? 0 : Registers[n];
        switch (op)
        {
            case 0b10100 when low + imm5 < 32:
                return SetRegister(d, SignExtend(Bits(x, low + imm5, low), imm5 + 1));
            case 0b11100 when low + imm5 < 32:
                return SetRegister(d, Bits(x, low + imm5, low));
            case 0b10110 when imm5 >= low:
                uint mask = Bits(uint.MaxValue, imm5, low) << low;
                return SetRegister(d, (Registers[d] & ~mask) | ((x << low) & mask));
            case 0b10000 or 0b10010 when op == 0b10000 || low != 0:
                return Saturate(d, ShiftForSaturation(x, op, low), -(1L << imm5), (1L << imm5) - 1);
            case 0b11000 or 0b11010 when op == 0b11000 || low != 0:
                return Saturate(d, ShiftForSaturation(x, op, low), 0, (1L << imm5) - 1);
            default:
                return ThumbStep.Fault;
        }
    }

    /// <summary>LSL, or ASR where bit 21 says so.</summary>
    private static int ShiftForSaturation(uint value, uint op, int amount) =>
        Bit(op, 1) ? (int)value >> amount : (int)(value << amount);

    /// <summary>Q, once set, stays set (A2.3.2).</summary>
    private ThumbStep Saturate(uint d, int value, long lowest, long highest)
    {
        long result = Math.Clamp(value, lowest, highest);
        _xpsr |= result != value ? 1u << SaturationBit : 0;
        return SetRegister(d, (uint)result);
    }
}
