namespace IspRecipes.Simulation.Chips;

/// <summary>
/// Special registers, and the instructions that reach them (B1.4, B5.2). The core is always in Thread mode; an
/// interrupt mask is only kept.
/// </summary>
public sealed partial class ThumbCore
{
    private const uint StackSelect = 2;

    private uint _control;
    private uint _otherStack;
    private uint _primask;
    private uint _basepri;
    private uint _faultmask;

    /// <summary>MSP, whichever stack is in use.</summary>
    public uint MainStack
    {
        get => UsesProcessStack ? _otherStack : Registers[Sp];
        set => (UsesProcessStack ? ref _otherStack : ref Registers[Sp]) = value & ~3u;
    }

    /// <summary>PSP, whichever stack is in use.</summary>
    public uint ProcessStack
    {
        get => UsesProcessStack ? Registers[Sp] : _otherStack;
        set => (UsesProcessStack ? ref Registers[Sp] : ref _otherStack) = value & ~3u;
    }

    /// <summary>CONTROL in bits 31:24, FAULTMASK 23:16, BASEPRI 15:8, PRIMASK 7:0, as a debugger sees them (C1.6.3, DCRSR).</summary>
    public uint SpecialRegisters
    {
        get => (Control << 24) | (_faultmask << 16) | (_basepri << 8) | _primask;
        set
        {
            Control = value >> 24;
            _primask = value & 1;
            _basepri = IsArmv6M ? 0 : Bits(value, 15, 8);
            _faultmask = IsArmv6M ? 0 : Bits(value, 16, 16);
        }
    }

    private bool UsesProcessStack => (_control & StackSelect) != 0;

    private bool IsPrivileged => (_control & 1) == 0;

    /// <summary>Bit 1 chooses the stack, bit 0 takes the privilege away; Cortex-M0 has bit 1 only.</summary>
    private uint Control
    {
        get => _control;
        set
        {
            uint changed = (_control ^ value) & (IsArmv6M ? StackSelect : 3);
            _control ^= changed;
            if ((changed & StackSelect) != 0)
            {
                (Registers[Sp], _otherStack) = (_otherStack, Registers[Sp]);
            }
        }
    }

    /// <summary>CPSIE, CPSID (B5.2.1): bit 4 masks or not, bit 1 PRIMASK, bit 0 FAULTMASK (ARMv7-M).</summary>
    private ThumbStep ChangeProcessorState(uint instruction)
    {
        uint which = Bits(instruction, 3, 0);
        if (InItBlock || which is 0 or > 3 || (IsArmv6M && which != 2))
        {
            return ThumbStep.Fault;
        }

        uint mask = Bits(instruction, 4, 4);
        if (IsPrivileged)
        {
            _primask = Bit(which, 1) ? mask : _primask;
            _faultmask = Bit(which, 0) ? mask : _faultmask;
        }

        return ThumbStep.Ran;
    }

    /// <summary>MRS T1 (B5.2.2): 11110011 1110 1111 | 1000 Rd4 SYSm8.</summary>
    private ThumbStep MoveFromSpecial(uint instruction)
    {
        uint d = Bits(instruction, 11, 8);
        uint number = Bits(instruction, 7, 0);
        if (Bits(instruction, 19, 12) != 0b1111_1000 || IsSpOrPc(d) || !HasSpecial(number))
        {
            return ThumbStep.Fault;
        }

        uint status = (Bit(number, 2) ? 0 : _xpsr & 0xF800_0000) | (Bit(number, 0) ? _xpsr & ExceptionNumber : 0);
        return SetRegister(d, number switch
        {
            < 8 => status,
            20 => _control,
            _ when !IsPrivileged => 0,
            8 => MainStack,
            9 => ProcessStack,
            16 => _primask,
            17 or 18 => _basepri,
            _ => _faultmask,
        });
    }

    /// <summary>MSR T1 (B5.2.3): 11110011 1000 Rn4 | 1000 mask2 00 SYSm8. There is no GE, so mask is 10.</summary>
    private ThumbStep MoveToSpecial(uint instruction)
    {
        uint n = Bits(instruction, 19, 16);
        uint number = Bits(instruction, 7, 0);
        if (Bits(instruction, 20, 20) != 0 || Bits(instruction, 15, 8) != 0b1000_1000 || IsSpOrPc(n) || !HasSpecial(number))
        {
            return ThumbStep.Fault;
        }

        uint value = Registers[n];
        if (number < 8 && !Bit(number, 2))
        {
            uint flags = IsArmv6M ? 0xF000_0000 : 0xF800_0000;
            _xpsr = (_xpsr & ~flags) | (value & flags);
        }
        else if (number >= 8 && IsPrivileged)
        {
            WriteSpecial(number, value);
        }

        return ThumbStep.Ran;
    }

    private void WriteSpecial(uint number, uint value)
    {
        switch (number)
        {
            case 8: MainStack = value; break;
            case 9: ProcessStack = value; break;
            case 16: _primask = value & 1; break;
            case 17: _basepri = value & 0xFF; break;
            case 18: _basepri = RaisedBasePriority(value & 0xFF); break;
            case 19: _faultmask = value & 1; break;
            default: Control = value; break;
        }
    }

    /// <summary>BASEPRI_MAX: only a higher priority, a lower number, is taken; 0 means none.</summary>
    private uint RaisedBasePriority(uint value) => value != 0 && (value < _basepri || _basepri == 0) ? value : _basepri;

    /// <summary>B5.1.1, SYSm: combinations of xPSR, the stacks, the masks, CONTROL.</summary>
    private bool HasSpecial(uint number) => number switch
    {
        4 => false,
        <= 9 or 16 or 20 => true,
        17 or 18 or 19 => !IsArmv6M,
        _ => false,
    };
}
