using System.Numerics;

namespace IspRecipes.Simulation.Chips;

/// <summary>Loads and stores as both instruction lengths share them.</summary>
public sealed partial class ThumbCore
{
    private ThumbStep LoadStore(uint t, uint address, int width, bool isLoad, bool signed)
    {
        if (!isLoad)
        {
            return TryStore(address, width, Registers[t]) ? ThumbStep.Ran : ThumbStep.Fault;
        }

        if (!TryLoad(address, width, out uint value))
        {
            return ThumbStep.Fault;
        }

        return t == Pc ? BranchExchange(value) : SetRegister(t, signed ? SignExtend(value, 8 * width) : value);
    }

    /// <summary>Aligned, or in ARMv7-M in aligned pieces (A3.2.1).</summary>
    private bool TryLoad(uint address, int width, out uint value)
    {
        if ((address & (uint)(width - 1)) == 0)
        {
            return bus.TryRead(address, width, out value);
        }

        value = 0;
        for (int done = 0, piece; done < width && !IsArmv6M; done += piece)
        {
            piece = Piece(address + (uint)done, width - done);
            if (!bus.TryRead(address + (uint)done, piece, out uint part))
            {
                return false;
            }

            value |= part << (8 * done);
        }

        return !IsArmv6M;
    }

    private bool TryStore(uint address, int width, uint value)
    {
        if ((address & (uint)(width - 1)) == 0)
        {
            return bus.TryWrite(address, width, width == 4 ? value : Bits(value, (8 * width) - 1, 0));
        }

        for (int done = 0, piece; done < width && !IsArmv6M; done += piece)
        {
            piece = Piece(address + (uint)done, width - done);
            if (!bus.TryWrite(address + (uint)done, piece, Bits(value, (8 * (done + piece)) - 1, 8 * done)))
            {
                return false;
            }
        }

        return !IsArmv6M;
    }

    /// <summary>The next piece of an unaligned access: a byte up to an even address, then halfwords.</summary>
    private static int Piece(uint address, int left) => (address & 1) == 0 && left >= 2 ? 2 : 1;

    /// <summary>Registers to ascending addresses, the lowest first; the base is stored as it was before.</summary>
    private ThumbStep StoreMultiple(uint n, uint list, uint address, uint writeBack)
    {
        if (list == 0 || (address & 3) != 0)
        {
            return ThumbStep.Fault;
        }

        for (uint left = list; left != 0; left &= left - 1, address += 4)
        {
            if (!bus.TryWrite(address, 4, Registers[BitOperations.TrailingZeroCount(left)]))
            {
                return ThumbStep.Fault;
            }
        }

        return SetRegister(n, writeBack);
    }

    /// <summary>Registers from ascending addresses; nothing changes unless all can be read.</summary>
    private ThumbStep LoadMultiple(uint n, uint list, uint address, uint writeBack)
    {
        bool branches = Bit(list, Pc);
        if (list == 0 || (address & 3) != 0 || (branches && !MayBranch))
        {
            return ThumbStep.Fault;
        }

        Span<uint> values = stackalloc uint[Count(list)];
        foreach (ref uint value in values)
        {
            if (!bus.TryRead(address, 4, out value))
            {
                return ThumbStep.Fault;
            }

            address += 4;
        }

        Registers[n] = writeBack;
        for (int next = 0; list != 0; list &= list - 1, next++)
        {
            SetRegister((uint)BitOperations.TrailingZeroCount(list), values[next]);
        }

        return branches ? BranchExchange(values[^1]) : ThumbStep.Ran;
    }
}
