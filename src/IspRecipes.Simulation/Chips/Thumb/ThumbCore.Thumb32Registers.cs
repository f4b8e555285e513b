using System.Buffers.Binary;
using System.Numerics;

namespace IspRecipes.Simulation.Chips;

/// <summary>32-bit operations among registers: shifts, extensions, bit order, products, quotients (A5.3.12 to A5.3.17).</summary>
public sealed partial class ThumbCore
{
    /// <summary>A5.3.12: 11111010 op1-4 Rn4 | 1111 Rd4 op2-4 Rm4.</summary>
    private ThumbStep RegisterOperation(uint instruction)
    {
        uint n = Bits(instruction, 19, 16);
        uint d = Bits(instruction, 11, 8);
        uint m = Bits(instruction, 3, 0);
        uint op1 = Bits(instruction, 23, 20);
        uint op2 = Bits(instruction, 7, 4);
        if (Bits(instruction, 15, 12) != 0b1111 || IsSpOrPc(d) || IsSpOrPc(m))
        {
            return ThumbStep.Fault;
        }

        uint value = Registers[m];
        return (op1, op2) switch
        {
            (< 8, 0) => ShiftRegister32(instruction),
            (< 8, >= 8 and < 12) when n == Pc => Extend32(d, op1, BitOperations.RotateRight(value, (int)(8 * (op2 & 3)))),
            (9, >= 8 and < 12) when n == m => SetRegister(d, Reverse(value, op2 & 3)),
            (11, 8) when n == m => SetRegister(d, (uint)BitOperations.LeadingZeroCount(value)),
            _ => ThumbStep.Fault,
        };
    }

    /// <summary>LSL, LSR, ASR, ROR (register) T2: the amount is the low byte of Rm.</summary>
    private ThumbStep ShiftRegister32(uint instruction)
    {
        uint n = Bits(instruction, 19, 16);
        if (IsSpOrPc(n))
        {
            return ThumbStep.Fault;
        }

        uint carry = Carry;
        uint amount = Registers[Bits(instruction, 3, 0)] & 0xFF;
        uint result = ShiftBy(Registers[n], (Shift)Bits(instruction, 22, 21), amount, ref carry);
        return SetRegister(Bits(instruction, 11, 8), SetLogical(result, carry, Bit(instruction, 20)));
    }

    /// <summary>SXTH, UXTH, SXTB, UXTB T2, of a rotated register.</summary>
    private ThumbStep Extend32(uint d, uint op, uint rotated) => op switch
    {
        0 => SetRegister(d, SignExtend(rotated, 16)),
        1 => SetRegister(d, (ushort)rotated),
        4 => SetRegister(d, SignExtend(rotated, 8)),
        5 => SetRegister(d, (byte)rotated),
        _ => ThumbStep.Fault,
    };

    /// <summary>REV, REV16, RBIT, REVSH.</summary>
    private static uint Reverse(uint value, uint op) => op switch
    {
        0 => BinaryPrimitives.ReverseEndianness(value),
        1 => BitOperations.RotateRight(BinaryPrimitives.ReverseEndianness(value), 16),
        2 => ReverseBits(value),
        _ => SignExtend(BinaryPrimitives.ReverseEndianness((ushort)value), 16),
    };

    private static uint ReverseBits(uint value)
    {
        value = ((value >> 1) & 0x5555_5555) | ((value & 0x5555_5555) << 1);
        value = ((value >> 2) & 0x3333_3333) | ((value & 0x3333_3333) << 2);
        value = ((value >> 4) & 0x0F0F_0F0F) | ((value & 0x0F0F_0F0F) << 4);
        return BinaryPrimitives.ReverseEndianness(value);
    }

    /// <summary>A5.3.16: MLA (Ra 15: MUL) and MLS, 11111011 0000 Rn4 | Ra4 Rd4 000 N Rm4.</summary>
    private ThumbStep Multiply(uint instruction)
    {
        uint n = Bits(instruction, 19, 16);
        uint a = Bits(instruction, 15, 12);
        uint d = Bits(instruction, 11, 8);
        uint m = Bits(instruction, 3, 0);
        bool subtracts = Bit(instruction, 4);
        bool exists = Bits(instruction, 22, 20) == 0 && Bits(instruction, 7, 5) == 0;
        if (!exists || IsSpOrPc(d) || IsSpOrPc(n) || IsSpOrPc(m) || a == Sp || (a == Pc && subtracts))
        {
            return ThumbStep.Fault;
        }

        uint product = Registers[n] * Registers[m];
        uint sum = a == Pc ? 0 : Registers[a];
        return SetRegister(d, subtracts ? sum - product : sum + product);
    }

    /// <summary>A5.3.17: SMULL, UMULL, SMLAL, UMLAL into RdHi:RdLo (11:8 and 15:12), SDIV and UDIV into Rd (11:8).</summary>
    private ThumbStep MultiplyLongOrDivide(uint instruction)
    {
        uint n = Bits(instruction, 19, 16);
        uint low = Bits(instruction, 15, 12);
        uint d = Bits(instruction, 11, 8);
        uint m = Bits(instruction, 3, 0);
        if (IsSpOrPc(d) || IsSpOrPc(n) || IsSpOrPc(m))
        {
            return ThumbStep.Fault;
        }

        uint x = Registers[n];
        uint y = Registers[m];
        ulong sum = ((ulong)Registers[d] << 32) | Registers[low];
        return (Bits(instruction, 22, 20), Bits(instruction, 7, 4)) switch
        {
            (1, 0xF) when low == Pc => SetRegister(d, DivideSigned((int)x, (int)y)),
            (3, 0xF) when low == Pc => SetRegister(d, y == 0 ? 0 : x / y),
            (0, 0) => SetPair(low, d, (ulong)((long)(int)x * (int)y)),
            (2, 0) => SetPair(low, d, (ulong)x * y),
            (4, 0) => SetPair(low, d, sum + (ulong)((long)(int)x * (int)y)),
            (6, 0) => SetPair(low, d, sum + ((ulong)x * y)),
            _ => ThumbStep.Fault,
        };
    }

    /// <summary>Rounds towards zero; by zero gives zero (CCR.DIV_0_TRP as after reset), the one overflow wraps.</summary>
    private static uint DivideSigned(int x, int y) => y switch
    {
        0 => 0,
        -1 => (uint)-x,
        _ => (uint)(x / y),
    };

    private ThumbStep SetPair(uint low, uint high, ulong value)
    {
        if (IsSpOrPc(low) || low == high)
        {
            return ThumbStep.Fault;
        }

        Registers[low] = (uint)value;
        return SetRegister(high, (uint)(value >> 32));
    }
}
