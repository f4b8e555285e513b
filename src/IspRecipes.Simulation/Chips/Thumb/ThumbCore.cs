using System.Numerics;

namespace IspRecipes.Simulation.Chips;

/// <summary>
/// The instructions of a Cortex-M: all of ARMv6-M, and of ARMv7-M what a core without DSP and floating point has. There
/// are no exceptions: SVC, what is undefined, what the manual calls UNPREDICTABLE, and an access that the bus refuses are
/// all one <see cref="ThumbStep.Fault"/>. Sections and encodings (T1, T2 ...) are those of the ARMv7-M Architecture
/// Reference Manual, DDI 0403E.
/// </summary>
public sealed partial class ThumbCore(ICoreBus bus)
{
    private const int Sp = 13;
    private const int Lr = 14;
    private const int Pc = 15;

    private const int NegativeBit = 31;
    private const int ZeroBit = 30;
    private const int CarryBit = 29;
    private const int OverflowBit = 28;
    private const int SaturationBit = 27;
    private const uint ThumbState = 1u << 24;
    private const uint ExceptionNumber = 0x1FF;

    /// <summary>What xPSR holds of IT[3:0]: not zero inside an IT block (B1.4.2).</summary>
    private const uint InItBlockMask = 0x0600_0C00;
    private const uint ItMask = 0x0600_FC00;

    private uint _xpsr = ThumbState;
    private uint _next;
    private bool _event;

    /// <summary>Refuses what ARMv7-M added, and every unaligned access: Cortex-M0 and M0+.</summary>
    public bool IsArmv6M { get; init; }

    /// <summary>R0 to R12, SP of the stack in use, LR, and PC: the address of the instruction that <see cref="Step"/> does next.</summary>
    public uint[] Registers { get; } = new uint[16];

    /// <summary>Flags, exception number, T and IT bits; bits that the core does not have read as zero.</summary>
    public uint Xpsr
    {
        get => _xpsr;
        set => _xpsr = value & (IsArmv6M ? 0xF100_01FF : 0xFF00_FDFF);
    }

    private bool InItBlock => (_xpsr & InItBlockMask) != 0;

    /// <summary>Inside an IT block only its last instruction may branch.</summary>
    private bool MayBranch => !InItBlock || (ItState & 0xF) == 8;

    private uint ItState
    {
        get => ((_xpsr >> 8) & 0xFC) | ((_xpsr >> 25) & 3);
        set => _xpsr = (_xpsr & ~ItMask) | ((value & 0xFC) << 8) | ((value & 3) << 25);
    }

    private uint Carry => (_xpsr >> CarryBit) & 1;

    /// <summary>PC as an operand: four bytes on (A5.1.2).</summary>
    private uint PcOperand => Registers[Pc] + 4;

    /// <summary>SP and PC and the flags as reset leaves them (B1.5.5), from a vector table.</summary>
    /// <param name="vectors">The table's address.</param>
    /// <returns>False when the bus refuses the table; the first step faults then.</returns>
    public bool Reset(uint vectors)
    {
        Array.Clear(Registers);
        _event = false;
        _exclusive = false;
        SpecialRegisters = 0;
        ProcessStack = 0;
        bool read = bus.TryRead(vectors, 4, out uint stack) & bus.TryRead(vectors + 4, 4, out uint entry);
        Registers[Sp] = stack & ~3u;
        Registers[Lr] = 0xFFFF_FFFF;
        Registers[Pc] = entry & ~1u;
        _xpsr = (entry & 1) != 0 && read ? ThumbState : 0;
        return read;
    }

    /// <summary>Does one instruction, or skips it where its IT block says so.</summary>
    public ThumbStep Step()
    {
        uint address = Registers[Pc] &= ~1u;
        if ((_xpsr & ThumbState) == 0 || IsExecuteNever(address) || !bus.TryRead(address, 2, out uint instruction))
        {
            return ThumbStep.Fault;
        }

        _next = address + 2;
        if (Bits(instruction, 15, 11) >= 0b11101)
        {
            if (!bus.TryRead(_next, 2, out uint second))
            {
                return ThumbStep.Fault;
            }

            instruction = (instruction << 16) | second;
            _next += 2;
        }

        ThumbStep step = InItBlock ? ExecuteInItBlock(instruction) : Execute(instruction);
        if (step is ThumbStep.Ran or ThumbStep.Sleeping)
        {
            Registers[Pc] = _next;
        }

        return step;
    }

    private ThumbStep Execute(uint instruction) => instruction <= 0xFFFF ? Execute16(instruction)
        : IsArmv6M ? ExecuteArmv6MWide(instruction)
        : Execute32(instruction);

    /// <summary>A7.3.2; a BKPT acts whatever its condition.</summary>
    private ThumbStep ExecuteInItBlock(uint instruction)
    {
        uint it = ItState;
        bool acts = Holds(it >> 4) || Bits(instruction, 31, 8) == 0xBE;
        ThumbStep step = acts ? Execute(instruction) : ThumbStep.Ran;
        if (step is ThumbStep.Ran or ThumbStep.Sleeping)
        {
            ItState = (it & 7) == 0 ? 0 : (it & 0xE0) | ((it << 1) & 0x1F);
        }

        return step;
    }

    /// <summary>Peripherals, devices and the system's own space hold no code (B3.1, Table B3-1: XN).</summary>
    private static bool IsExecuteNever(uint address) => address - 0x4000_0000 < 0x2000_0000 || address >= 0xA000_0000;

    /// <summary>A7.3, Table A7-1.</summary>
    private bool Holds(uint condition)
    {
        bool negative = Flag(NegativeBit);
        bool zero = Flag(ZeroBit);
        bool carry = Flag(CarryBit);
        bool overflow = Flag(OverflowBit);
        bool holds = (condition >> 1) switch
        {
            0 => zero,
            1 => carry,
            2 => negative,
            3 => overflow,
            4 => carry && !zero,
            5 => negative == overflow,
            6 => negative == overflow && !zero,
            _ => true,
        };
        return holds != ((condition & 1) != 0) || condition >= 0b1110;
    }

    private bool Flag(int bit) => Bit(_xpsr, bit);

    /// <summary>A jump that can't leave Thumb state.</summary>
    private ThumbStep Branch(uint target)
    {
        if (!MayBranch)
        {
            return ThumbStep.Fault;
        }

        _next = target & ~1u;
        return ThumbStep.Ran;
    }

    /// <summary>A jump to an address whose bit 0 becomes the T bit: at an even one the next step faults.</summary>
    private ThumbStep BranchExchange(uint target)
    {
        if (!MayBranch)
        {
            return ThumbStep.Fault;
        }

        _xpsr = Bit(target, 0) ? _xpsr | ThumbState : _xpsr & ~ThumbState;
        return Branch(target);
    }

    /// <summary>As <see cref="BranchExchange"/>, with the way back in LR.</summary>
    private ThumbStep BranchLink(uint target)
    {
        if (!MayBranch)
        {
            return ThumbStep.Fault;
        }

        Registers[Lr] = _next | 1;
        return BranchExchange(target);
    }

    /// <summary>Bits 1 and 0 of SP are always zero (B1.4.1).</summary>
    private ThumbStep SetRegister(uint register, uint value)
    {
        Registers[register] = register == Sp ? value & ~3u : value;
        return ThumbStep.Ran;
    }

    /// <summary>R13 and R15, which most 32-bit instructions must not name.</summary>
    private static bool IsSpOrPc(uint register) => register is Sp or Pc;

    private static bool Bit(uint value, int bit) => ((value >> bit) & 1) != 0;

    /// <summary>Bits as the manual writes them: value&lt;high:low&gt;.</summary>
    private static uint Bits(uint value, int high, int low) => (value >> low) & (uint)((1ul << (high - low + 1)) - 1);

    private static uint SignExtend(uint value, int bits) => (uint)((int)(value << (32 - bits)) >> (32 - bits));

    private static int Count(uint registers) => BitOperations.PopCount(registers);
}
