namespace IspRecipes.Simulation.Chips;

/// <summary>32-bit loads and stores of several registers, exclusives and table branches (A5.3.5, A5.3.6).</summary>
public sealed partial class ThumbCore
{
    /// <summary>Whether a load-exclusive has happened that no store-exclusive has used: the local monitor (A3.4.1).</summary>
    private bool _exclusive;

    /// <summary>A5.3.5: STM, LDM, PUSH.W, POP.W, 1110100 op2 0 W L Rn4 | P M 0 list13; op 01 ascends, 10 descends.</summary>
    private ThumbStep LoadStoreMultiple32(uint instruction)
    {
        uint n = Bits(instruction, 19, 16);
        uint list = Bits(instruction, 15, 0);
        uint op = Bits(instruction, 24, 23);
        bool isLoad = Bit(instruction, 20);
        bool writesBack = Bit(instruction, 21);
        bool badList = Count(list) < 2 || Bit(list, Sp) || (Bit(list, Pc) && (!isLoad || Bit(list, Lr)));
        if (op is 0 or 3 || badList || n == Pc || (writesBack && Bit(list, (int)n)))
        {
            return ThumbStep.Fault;
        }

        uint size = 4 * (uint)Count(list);
        uint start = op == 1 ? Registers[n] : Registers[n] - size;
        uint end = op == 1 ? Registers[n] + size : start;
        uint writeBack = writesBack ? end : Registers[n];
        return isLoad ? LoadMultiple(n, list, start, writeBack) : StoreMultiple(n, list, start, writeBack);
    }

    /// <summary>A5.3.6: LDRD and STRD where P (24) or W (21) is set, else exclusives and table branches.</summary>
    private ThumbStep LoadStoreDual(uint instruction)
    {
        if (!Bit(instruction, 24) && !Bit(instruction, 21))
        {
            return Bit(instruction, 23) ? ExclusiveOrTable(instruction) : Exclusive(instruction, 4, Bits(instruction, 7, 0) << 2);
        }

        uint n = Bits(instruction, 19, 16);
        uint t = Bits(instruction, 15, 12);
        uint t2 = Bits(instruction, 11, 8);
        bool isLoad = Bit(instruction, 20);
        bool writesBack = Bit(instruction, 21);
        bool badBase = (n == Pc && (!isLoad || writesBack)) || (writesBack && (n == t || n == t2));
        if (badBase || IsSpOrPc(t) || IsSpOrPc(t2) || (isLoad && t == t2))
        {
            return ThumbStep.Fault;
        }

        uint offset = Bits(instruction, 7, 0) << 2;
        uint from = n == Pc ? PcOperand & ~3u : Registers[n];
        uint indexed = Bit(instruction, 23) ? from + offset : from - offset;
        ThumbStep step = LoadStorePair(t, t2, Bit(instruction, 24) ? indexed : from, isLoad);
        return step == ThumbStep.Ran && writesBack ? SetRegister(n, indexed) : step;
    }

    private ThumbStep LoadStorePair(uint t, uint t2, uint address, bool isLoad)
    {
        if ((address & 3) != 0)
        {
            return ThumbStep.Fault;
        }

        if (!isLoad)
        {
            return bus.TryWrite(address, 4, Registers[t]) && bus.TryWrite(address + 4, 4, Registers[t2])
                ? ThumbStep.Ran
                : ThumbStep.Fault;
        }

        if (!bus.TryRead(address, 4, out uint first) || !bus.TryRead(address + 4, 4, out uint second))
        {
            return ThumbStep.Fault;
        }

        Registers[t] = first;
        Registers[t2] = second;
        return ThumbStep.Ran;
    }

    /// <summary>TBB and TBH (L, 000H in 7:4), LDREXB, LDREXH, STREXB, STREXH (010H).</summary>
    private ThumbStep ExclusiveOrTable(uint instruction) => Bits(instruction, 7, 4) switch
    {
        0b0000 when Bit(instruction, 20) => TableBranch(instruction, 1),
        0b0001 when Bit(instruction, 20) => TableBranch(instruction, 2),
        0b0100 => Exclusive(instruction, 1, 0),
        0b0101 => Exclusive(instruction, 2, 0),
        _ => ThumbStep.Fault,
    };

    /// <summary>Rn holds the table, Rm the entry; an entry counts halfwords from PC on.</summary>
    private ThumbStep TableBranch(uint instruction, int width)
    {
        uint n = Bits(instruction, 19, 16);
        uint m = Bits(instruction, 3, 0);
        bool wellFormed = Bits(instruction, 15, 8) == 0b1111_0000 && n != Sp && !IsSpOrPc(m) && MayBranch;
        uint address = (n == Pc ? PcOperand : Registers[n]) + (Registers[m] * (uint)width);
        return wellFormed && TryLoad(address, width, out uint entry) ? Branch(PcOperand + (2 * entry)) : ThumbStep.Fault;
    }

    /// <summary>LDREX and STREX of a word, byte or halfword; a store's result goes to 11:8, or 3:0 for the narrow ones.</summary>
    private ThumbStep Exclusive(uint instruction, int width, uint offset)
    {
        uint n = Bits(instruction, 19, 16);
        uint t = Bits(instruction, 15, 12);
        uint address = Registers[n] + offset;
        bool isLoad = Bit(instruction, 20);
        uint d = width == 4 ? Bits(instruction, 11, 8) : Bits(instruction, 3, 0);
        bool wellFormed = width == 4 || Bits(instruction, 11, 8) == Pc;
        bool goodResult = isLoad ? d == Pc : !IsSpOrPc(d) && d != n && d != t;
        if (!wellFormed || !goodResult || n == Pc || IsSpOrPc(t) || (address & (uint)(width - 1)) != 0)
        {
            return ThumbStep.Fault;
        }

        bool acts = isLoad || _exclusive;
        if (acts && LoadStore(t, address, width, isLoad, signed: false) != ThumbStep.Ran)
        {
            return ThumbStep.Fault;
        }

        _exclusive = isLoad;
        return isLoad ? ThumbStep.Ran : SetRegister(d, acts ? 0u : 1u);
    }
}
