namespace IspRecipes.Simulation.Chips;

/// <summary>16-bit loads, stores, stack and hints (A5.2.4 to A5.2.6).</summary>
public sealed partial class ThumbCore
{
    /// <summary>A5.2.4: 0101 op3 Rm3 Rn3 Rt3.</summary>
    private ThumbStep LoadStoreRegister16(uint instruction)
    {
        uint address = Registers[Bits(instruction, 5, 3)] + Registers[Bits(instruction, 8, 6)];
        uint t = Bits(instruction, 2, 0);
        return Bits(instruction, 11, 9) switch
        {
            0b000 => LoadStore(t, address, 4, isLoad: false, signed: false),
            0b001 => LoadStore(t, address, 2, isLoad: false, signed: false),
            0b010 => LoadStore(t, address, 1, isLoad: false, signed: false),
            0b011 => LoadStore(t, address, 1, isLoad: true, signed: true),
            0b100 => LoadStore(t, address, 4, isLoad: true, signed: false),
            0b101 => LoadStore(t, address, 2, isLoad: true, signed: false),
            0b110 => LoadStore(t, address, 1, isLoad: true, signed: false),
            _ => LoadStore(t, address, 2, isLoad: true, signed: true),
        };
    }

    /// <summary>Five bits of offset, counted in units of the width; bit 11 tells loads from stores.</summary>
    private ThumbStep LoadStoreImmediate16(uint instruction, int width)
    {
        uint address = Registers[Bits(instruction, 5, 3)] + (Bits(instruction, 10, 6) * (uint)width);
        return LoadStore(Bits(instruction, 2, 0), address, width, Bit(instruction, 11), signed: false);
    }

    /// <summary>STM T1.</summary>
    private ThumbStep StoreMultiple16(uint instruction)
    {
        uint n = Bits(instruction, 10, 8);
        uint list = Bits(instruction, 7, 0);
        return StoreMultiple(n, list, Registers[n], writeBack: Registers[n] + (4 * (uint)Count(list)));
    }

    /// <summary>LDM T1; a base that is itself in the list is loaded and not written back.</summary>
    private ThumbStep LoadMultiple16(uint instruction)
    {
        uint n = Bits(instruction, 10, 8);
        uint list = Bits(instruction, 7, 0);
        return LoadMultiple(n, list, Registers[n], writeBack: Registers[n] + (4 * (uint)Count(list)));
    }

    /// <summary>A5.2.5: 1011 ...</summary>
    private ThumbStep Miscellaneous16(uint instruction) => Bits(instruction, 11, 8) switch
    {
        0b0000 => SetRegister(Sp, Bit(instruction, 7)
            ? Registers[Sp] - (Bits(instruction, 6, 0) << 2)
            : Registers[Sp] + (Bits(instruction, 6, 0) << 2)),
        0b0001 or 0b0011 or 0b1001 or 0b1011 => CompareAndBranch(instruction),
        0b0010 => Extend16(instruction),
        0b0100 or 0b0101 => Push16(instruction),
        0b0110 when Bits(instruction, 7, 5) == 0b011 => ChangeProcessorState(instruction),
        0b1010 => Reverse16(instruction),
        0b1100 or 0b1101 => Pop16(instruction),
        0b1110 => ThumbStep.Breakpoint,
        0b1111 => Bits(instruction, 3, 0) != 0 ? IfThen(instruction) : Hint(Bits(instruction, 7, 4)),
        _ => ThumbStep.Fault,
    };

    /// <summary>CBZ, CBNZ T1 (ARMv7-M): forward only.</summary>
    private ThumbStep CompareAndBranch(uint instruction)
    {
        if (IsArmv6M || InItBlock)
        {
            return ThumbStep.Fault;
        }

        bool jumpsIfZero = !Bit(instruction, 11);
        uint offset = (Bits(instruction, 9, 9) << 6) | (Bits(instruction, 7, 3) << 1);
        return (Registers[Bits(instruction, 2, 0)] == 0) == jumpsIfZero ? Branch(PcOperand + offset) : ThumbStep.Ran;
    }

    /// <summary>SXTH, SXTB, UXTH, UXTB T1.</summary>
    private ThumbStep Extend16(uint instruction)
    {
        uint value = Registers[Bits(instruction, 5, 3)];
        return SetRegister(Bits(instruction, 2, 0), Bits(instruction, 7, 6) switch
        {
            0b00 => SignExtend(value, 16),
            0b01 => SignExtend(value, 8),
            0b10 => (ushort)value,
            _ => (byte)value,
        });
    }

    /// <summary>REV, REV16, REVSH T1; 10 is no instruction.</summary>
    private ThumbStep Reverse16(uint instruction) => Bits(instruction, 7, 6) == 0b10
        ? ThumbStep.Fault
        : SetRegister(Bits(instruction, 2, 0), Reverse(Registers[Bits(instruction, 5, 3)], Bits(instruction, 7, 6)));

    /// <summary>PUSH T1; bit 8 is LR.</summary>
    private ThumbStep Push16(uint instruction)
    {
        uint list = Bits(instruction, 7, 0) | (Bits(instruction, 8, 8) << Lr);
        uint address = Registers[Sp] - (4 * (uint)Count(list));
        return StoreMultiple(Sp, list, address, writeBack: address);
    }

    /// <summary>POP T1; bit 8 is PC.</summary>
    private ThumbStep Pop16(uint instruction)
    {
        uint list = Bits(instruction, 7, 0) | (Bits(instruction, 8, 8) << Pc);
        return LoadMultiple(Sp, list, Registers[Sp], writeBack: Registers[Sp] + (4 * (uint)Count(list)));
    }

    /// <summary>IT T1 (ARMv7-M): the block's state is set for the next instruction.</summary>
    private ThumbStep IfThen(uint instruction)
    {
        uint condition = Bits(instruction, 7, 4);
        bool alwaysElse = condition == 0b1110 && Count(Bits(instruction, 3, 0)) != 1;
        if (IsArmv6M || InItBlock || condition == 0b1111 || alwaysElse)
        {
            return ThumbStep.Fault;
        }

        ItState = Bits(instruction, 7, 0);
        return ThumbStep.Ran;
    }

    /// <summary>A5.2.6: 1 YIELD, 2 WFE, 3 WFI, 4 SEV; the others do nothing. WFE does not sleep after a SEV.</summary>
    private ThumbStep Hint(uint hint)
    {
        bool sleeps = hint == 3 || (hint == 2 && !_event);
        _event = hint == 4 || (_event && hint != 2);
        return sleeps ? ThumbStep.Sleeping : ThumbStep.Ran;
    }
}
