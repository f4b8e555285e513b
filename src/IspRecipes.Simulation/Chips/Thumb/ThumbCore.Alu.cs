using System.Numerics;

namespace IspRecipes.Simulation.Chips;

/// <summary>Sums, shifts and flags (A2.2.1, A5.3.2, A7.4).</summary>
public sealed partial class ThumbCore
{
    private enum Shift
    {
        Lsl,
        Lsr,
        Asr,
        Ror,
        Rrx,
    }

    /// <summary>x + y + carry, with N, Z, C and V of the sum; x - y is x + ~y + 1.</summary>
    private uint Add(uint x, uint y, uint carry, bool setFlags)
    {
        ulong sum = (ulong)x + y + carry;
        uint result = (uint)sum;
        if (setFlags)
        {
            uint overflow = ((x ^ result) & (y ^ result)) >> 31;
            SetNegativeZeroCarry(result, (uint)(sum >> 32));
            _xpsr = (_xpsr & ~(1u << OverflowBit)) | (overflow << OverflowBit);
        }

        return result;
    }

    private uint Subtract(uint x, uint y, bool setFlags) => Add(x, ~y, 1, setFlags);

    private void SetNegativeZero(uint result) => _xpsr =
        (_xpsr & ~((1u << NegativeBit) | (1u << ZeroBit)))
        | (result & (1u << NegativeBit))
        | (result == 0 ? 1u << ZeroBit : 0);

    private void SetNegativeZeroCarry(uint result, uint carry)
    {
        SetNegativeZero(result);
        _xpsr = (_xpsr & ~(1u << CarryBit)) | (carry << CarryBit);
    }

    /// <summary>Type and amount as an immediate encodes them: LSR and ASR by 0 mean by 32, ROR by 0 means RRX.</summary>
    private static (Shift Kind, uint Amount) DecodeShift(uint type, uint amount) => (Shift)type switch
    {
        Shift.Lsl => (Shift.Lsl, amount),
        Shift.Ror when amount == 0 => (Shift.Rrx, 1),
        var kind => (kind, amount == 0 ? 32 : amount),
    };

    /// <summary>Shifts by 0 to 255.</summary>
    /// <param name="carry">C before; the last bit shifted out after, where the amount is not 0.</param>
    private static uint ShiftBy(uint value, Shift kind, uint amount, ref uint carry)
    {
        if (amount == 0)
        {
            return value;
        }

        uint carryIn = carry;
        switch (kind)
        {
            case Shift.Lsl:
                carry = amount <= 32 ? (value >> (int)(32 - amount)) & 1 : 0;
                return amount < 32 ? value << (int)amount : 0;
            case Shift.Lsr:
                carry = amount <= 32 ? (value >> (int)(amount - 1)) & 1 : 0;
                return amount < 32 ? value >> (int)amount : 0;
            case Shift.Asr:
                carry = (uint)((int)value >> (int)Math.Min(amount - 1, 31)) & 1;
                return (uint)((int)value >> (int)Math.Min(amount, 31));
            case Shift.Ror:
                uint rotated = BitOperations.RotateRight(value, (int)amount);
                carry = rotated >> 31;
                return rotated;
            default:
                carry = value & 1;
                return (carryIn << 31) | (value >> 1);
        }
    }

    /// <summary>
    /// A constant of twelve bits i:imm3:imm8 (A5.3.2): a byte in one of four patterns, or one with its top bit set, rotated.
    /// </summary>
    /// <param name="carry">C before; bit 31 of the constant after a rotation.</param>
    /// <returns>Null for a pattern that repeats a zero byte, which is UNPREDICTABLE.</returns>
    private static uint? ExpandImmediate(uint instruction, ref uint carry)
    {
        uint imm8 = Bits(instruction, 7, 0);
        uint rotation = (Bits(instruction, 26, 26) << 4) | (Bits(instruction, 14, 12) << 1) | (imm8 >> 7);
        if (rotation >= 8)
        {
            uint rotated = BitOperations.RotateRight(imm8 | 0x80, (int)rotation);
            carry = rotated >> 31;
            return rotated;
        }

        return (rotation >> 1) switch
        {
            0 => imm8,
            _ when imm8 == 0 => null,
            1 => imm8 * 0x0001_0001,
            2 => imm8 * 0x0100_0100,
            _ => imm8 * 0x0101_0101,
        };
    }
}
