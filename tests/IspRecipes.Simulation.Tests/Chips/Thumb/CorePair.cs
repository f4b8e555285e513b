using System.Buffers.Binary;
using IspRecipes.Simulation.Chips;

namespace IspRecipes.Simulation.Tests.Chips.Thumb;

/// <summary>Our core and Unicorn's in the same random state, stepped together and compared.</summary>
internal sealed class CorePair : IDisposable
{
    private const int SlotSize = 32;
    private const ushort Nop = 0xBF00;

    private readonly FlatBus _bus = new();
    private readonly ThumbCore _core;
    private readonly Unicorn _unicorn;
    private readonly Random _random;
    private readonly byte[] _theirRam = new byte[FlatBus.RamSize];
    private uint _slot;

    public CorePair(bool isArmv6M, int seed)
    {
        _random = new Random(seed);
        _core = new ThumbCore(_bus) { IsArmv6M = isArmv6M };
        _unicorn = new Unicorn(isArmv6M);
        _random.NextBytes(_bus.Code);
        BinaryPrimitives.WriteUInt16LittleEndian(_bus.Code, Nop);
        _unicorn.Write(FlatBus.CodeStart, _bus.Code);
        for (int offset = 0; offset < _bus.Ram.Length; offset += 4)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(_bus.Ram.AsSpan(offset), RandomValue());
        }

        Shuffle();
    }

    /// <summary>How many instructions both did, with the same result.</summary>
    public int Agreed { get; private set; }

    /// <summary>New registers and flags, the same for both, and the same memory.</summary>
    public void Shuffle()
    {
        _unicorn.Write(FlatBus.RamStart, _bus.Ram);
        for (int register = 0; register < 15; register++)
        {
            _core.Registers[register] = register == 13 ? RandomWordInRam() : RandomValue();
            _unicorn[register] = _core.Registers[register];
        }

        _core.Xpsr = 0x0100_0000 | ((uint)_random.Next(32) << 27);
        _unicorn.Xpsr = _core.Xpsr;
        _core.SpecialRegisters = 0;
    }

    /// <summary>Runs an instruction, or an IT block whose instructions do not jump, on both.</summary>
    /// <param name="code">Halfwords.</param>
    /// <param name="steps">Instructions in it.</param>
    /// <param name="mayRefuse">Whether what our core refuses is nothing to compare.</param>
    /// <returns>What differs, or null.</returns>
    public string? Run(ReadOnlySpan<ushort> code, int steps = 1, bool mayRefuse = false)
    {
        uint address = Place(code);
        uint end = address + (2 * (uint)code.Length);
        _core.Registers[15] = address;
        string state = Describe(code);
        bool unasked = Strictness.Reason(code, _core) is not null;
        ThumbStep step = ThumbStep.Ran;
        for (int done = 0; done < steps && step is ThumbStep.Ran; done++)
        {
            step = _core.Step();
        }

        bool weRan = step is ThumbStep.Ran or ThumbStep.Sleeping;
        if (unasked || (weRan ? IsLost() : mayRefuse))
        {
            Shuffle();
            return unasked && weRan ? $"{state}: ran" : null;
        }

        bool jumped = weRan && _core.Registers[15] != end;
        bool theyRan = RunTheirs(address, end, steps, jumped);
        string? difference = weRan != theyRan ? $"{step}, they {(theyRan ? "ran" : "did not run")}" : weRan ? Difference() : null;
        Agreed += weRan && difference is null ? 1 : 0;
        if (!weRan || difference is not null)
        {
            Shuffle();
        }

        if (!weRan)
        {
            Assert.True(_unicorn.Step(FlatBus.CodeStart), $"{state}: Unicorn does not run a NOP after it");
        }

        return difference is null ? null : $"{state}: {difference}";
    }

    public void Dispose() => _unicorn.Dispose();

    /// <summary>Where a jump lands on what was translated before, Unicorn does one instruction too many.</summary>
    private bool RunTheirs(uint address, uint end, int steps, bool jumped)
    {
        if (jumped)
        {
            _unicorn.ForgetCode();
        }

        bool ran = steps == 1 ? _unicorn.Step(address) : _unicorn.RunUntil(address, end);
        if (jumped)
        {
            _unicorn.ForgetCode();
        }

        return ran;
    }

    /// <summary>Unicorn does not recover from a jump to where there is no code.</summary>
    private bool IsLost() =>
        _core.Registers[15] - FlatBus.CodeStart >= FlatBus.CodeSize - 4 || (_core.Xpsr & 0x0100_0000) == 0;

    /// <summary>A place where nothing has run, as long as there are such.</summary>
    private uint Place(ReadOnlySpan<ushort> code)
    {
        _slot += SlotSize;
        if (_slot >= FlatBus.CodeSize)
        {
            _slot = SlotSize;
            _unicorn.ForgetCode();
        }

        _bus.Place(_slot, code);
        _unicorn.Write(FlatBus.CodeStart + _slot, _bus.Code.AsSpan((int)_slot, 2 * code.Length));
        return FlatBus.CodeStart + _slot;
    }

    private string? Difference()
    {
        for (int register = 0; register < 16; register++)
        {
            uint theirs = _unicorn[register] & (register == 13 ? ~3u : ~0u); // Unicorn keeps bits 1:0 of SP
            if (_core.Registers[register] != theirs)
            {
                return $"r{register} is {_core.Registers[register]:X8}, theirs {theirs:X8}";
            }
        }

        if (_core.Xpsr != _unicorn.Xpsr)
        {
            return $"xPSR is {_core.Xpsr:X8}, theirs {_unicorn.Xpsr:X8}";
        }

        _unicorn[13] = _core.Registers[13];
        _unicorn.Read(FlatBus.RamStart, _theirRam);
        int same = _bus.Ram.AsSpan().CommonPrefixLength(_theirRam);
        return same == _theirRam.Length
            ? null
            : $"the byte at {FlatBus.RamStart + same:X8} is {_bus.Ram[same]:X2}, theirs {_theirRam[same]:X2}";
    }

    private uint RandomWordInRam() => FlatBus.RamStart + (4 * (uint)_random.Next((int)FlatBus.RamSize / 4));

    /// <summary>Places in RAM and in code, small numbers, corners, anything.</summary>
    private uint RandomValue() => _random.Next(10) switch
    {
        < 4 => RandomWordInRam(),
        4 => FlatBus.RamStart + (uint)_random.Next((int)FlatBus.RamSize),
        5 => FlatBus.CodeStart + (uint)_random.Next((int)FlatBus.CodeSize),
        6 or 7 => (uint)_random.Next(80),
        8 => ((uint[])[0, 1, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF, 0x8000, 0xFF80])[_random.Next(7)],
        _ => (uint)_random.NextInt64(1L << 32),
    };

    private string Describe(ReadOnlySpan<ushort> code)
    {
        string halfwords = string.Join(' ', code.ToArray().Select(half => $"{half:X4}"));
        string registers = string.Join(' ', _core.Registers.Select(value => $"{value:X}"));
        return $"{halfwords} at registers {registers} xPSR {_core.Xpsr:X8}";
    }
}
