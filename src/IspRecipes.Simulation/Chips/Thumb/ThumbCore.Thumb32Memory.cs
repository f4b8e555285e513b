namespace IspRecipes.Simulation.Chips;

/// <summary>32-bit loads and stores of one register (A5.3.7 to A5.3.10).</summary>
public sealed partial class ThumbCore
{
    /// <summary>
    /// A5.3.7 to A5.3.10: 1111100 sign U size2 L Rn4 | Rt4, then imm12 (U set, or Rn is PC), 1 P U W imm8, or
    /// 000000 imm2 Rm4.
    /// </summary>
    private ThumbStep LoadStoreSingle(uint instruction)
    {
        bool isLoad = Bit(instruction, 20);
        bool signed = Bit(instruction, 24);
        int width = 1 << (int)Bits(instruction, 22, 21);
        uint n = Bits(instruction, 19, 16);
        uint t = Bits(instruction, 15, 12);
        if (width == 8 || (width == 4 && signed) || (n == Pc && !isLoad) || (t == Pc && !isLoad) || (t == Sp && width < 4))
        {
            return ThumbStep.Fault;
        }

        if (n == Pc)
        {
            uint offset = Bits(instruction, 11, 0);
            uint literal = PcOperand & ~3u;
            return LoadStoreOrHint(t, Bit(instruction, 23) ? literal + offset : literal - offset, width, isLoad, signed);
        }

        return Bit(instruction, 23)
            ? LoadStoreOrHint(t, Registers[n] + Bits(instruction, 11, 0), width, isLoad, signed)
            : Bit(instruction, 11)
                ? LoadStoreIndexed(instruction, width, isLoad, signed)
                : LoadStoreRegister32(instruction, width, isLoad, signed);
    }

    /// <summary>Rm shifted left by 0 to 3.</summary>
    private ThumbStep LoadStoreRegister32(uint instruction, int width, bool isLoad, bool signed)
    {
        uint m = Bits(instruction, 3, 0);
        if (Bits(instruction, 10, 6) != 0 || IsSpOrPc(m))
        {
            return ThumbStep.Fault;
        }

        uint offset = Registers[m] << (int)Bits(instruction, 5, 4);
        return LoadStoreOrHint(
            Bits(instruction, 15, 12), Registers[Bits(instruction, 19, 16)] + offset, width, isLoad, signed);
    }

    /// <summary>P: the offset is applied before; U: it is added; W: the base is written back. P and U alone: LDRT, STRT.</summary>
    private ThumbStep LoadStoreIndexed(uint instruction, int width, bool isLoad, bool signed)
    {
        uint n = Bits(instruction, 19, 16);
        uint t = Bits(instruction, 15, 12);
        bool before = Bit(instruction, 10);
        bool up = Bit(instruction, 9);
        bool writesBack = Bit(instruction, 8);
        if (!writesBack)
        {
            bool unprivileged = up && IsSpOrPc(t);
            uint immediate = Bits(instruction, 7, 0);
            return !before || unprivileged ? ThumbStep.Fault : LoadStoreOrHint(
                t, up ? Registers[n] + immediate : Registers[n] - immediate, width, isLoad, signed);
        }

        if (n == t || (t == Pc && width < 4))
        {
            return ThumbStep.Fault;
        }

        uint offset = Bits(instruction, 7, 0);
        uint indexed = up ? Registers[n] + offset : Registers[n] - offset;
        ThumbStep step = LoadStore32(t, before ? indexed : Registers[n], width, isLoad, signed);
        return step == ThumbStep.Ran ? SetRegister(n, indexed) : step;
    }

    /// <summary>A byte or halfword into PC is PLD, PLI or a hint yet to be (A5.3.8, A5.3.9): nothing to do without a cache.</summary>
    private ThumbStep LoadStoreOrHint(uint t, uint address, int width, bool isLoad, bool signed) => t == Pc && width < 4
        ? ThumbStep.Ran
        : LoadStore32(t, address, width, isLoad, signed);

    /// <summary>PC is loaded from whole words only.</summary>
    private ThumbStep LoadStore32(uint t, uint address, int width, bool isLoad, bool signed) =>
        t == Pc && ((address & 3) != 0 || !MayBranch)
            ? ThumbStep.Fault
            : LoadStore(t, address, width, isLoad, signed);
}
