using IspRecipes.Devices.Links;
using IspRecipes.Devices.Programmers;
using IspRecipes.Simulation.Chips;
using IspRecipes.Testing;

namespace IspRecipes.Devices.Tests.Targets;

/// <summary>
/// A probe on a <see cref="PlainStm32"/> that counts: a command for each word, half-word and register, two for each block of
/// 6,144 bytes, as an ST-Link spends them with a status after each. Refuses what the script says.
/// </summary>
internal sealed class PlainProbe(PlainStm32 chip) : ISwdProbe
{
    private const uint Dhcsr = 0xE000EDF0;
    private const uint HaltedBit = 1 << 17;
    private const uint ResetBit = 1 << 25;

    private readonly ManualClock _clock = new();
    private uint _state;
    private uint _demcr;
    private TimeSpan _ends;

    public IClock Clock => _clock;

    public string Identity => "plain probe";

    public IReadOnlyList<Fault> Notices => [];

    public double? TargetVolts { get; init; } = 3.3;

    public double? SwdHertz => null;

    public int Repeats => 0;

    public bool WritesHalfWords { get; init; } = true;

    public bool Batches => false;

    public int Commands { get; private set; }

    /// <summary>Every access in order: <c>R E000EDF0</c>, <c>W 40022010 00000042</c>, <c>H 1FFFF800 00A5</c>, <c>block</c>, <c>reg Pc</c>.</summary>
    public List<string> Log { get; } = [];

    /// <summary>What the chip's identity registers and others of no consequence hold.</summary>
    public Dictionary<uint, uint> Words { get; } = new()
    {
        [0xE000ED00] = 0x411FC231,
        [0xE0042000] = 0x20036410,
        [0x1FFFF7E0] = 0xFFFF0040,
        [0x1FFFF7E8] = 0x0667FF53,
        [0x1FFFF7EC] = 0x51897283,
        [0x1FFFF7F0] = 0x67185827,
    };

    public uint DebugPortId { get; init; } = 0x1BA01477;

    /// <summary>Whether SYSRESETREQ, and NRST, reach the chip.</summary>
    public bool ResetsBySoftware { get; set; } = true;

    public bool NrstIsWired { get; set; } = true;

    public bool AnswersWithoutReset { get; init; } = true;

    /// <summary>Called before an access; throws what the script wants.</summary>
    public Action<string>? Before { get; set; }

    /// <summary>Instructions after which a stub counts as hanging.</summary>
    public int MostSteps { get; set; } = 5_000_000;

    /// <summary>Instructions after which the first stub falls over; null for none.</summary>
    public int? MostStepsOnce { get; set; }

    /// <summary>A fault in a fault handler, until the next reset.</summary>
    public bool LockedUp { init => _state = value ? 1u << 19 : 0; }

    /// <summary>What a byte of SRAM becomes when it is written.</summary>
    public Func<byte, byte> SramHolds { get; set; } = value => value;

    public bool Connected { get; private set; }

    public bool NrstLow { get; private set; }

    /// <summary>Reset, not halted, debug off.</summary>
    public bool RunsFree => !Connected && !NrstLow && (_state & HaltedBit) == 0 && _demcr == 0;

    public int Resets { get; private set; }

    public void Open()
    {
    }

    public uint Connect(double? hertz, bool underReset)
    {
        SetReset(underReset);
        if (!AnswersWithoutReset && !(underReset && NrstIsWired))
        {
            throw new TargetException(FaultCode.DeviceIdBlank);
        }

        Connected = true;
        return DebugPortId;
    }

    public void Read(uint address, Span<byte> into)
    {
        Count($"read {address:X8} {into.Length}", 2 * ((into.Length + 6143) / 6144));
        for (int index = 0; index < into.Length; index++)
        {
            uint at = address + (uint)index;
            if (!chip.TryRead(at, 1, out uint value) && !IsFactoryData(at, out value))
            {
                throw new TargetException(FaultCode.FlashReadProtected, "plain");
            }

            into[index] = (byte)value;
        }
    }

    public void Write(uint address, ReadOnlySpan<byte> bytes)
    {
        Count($"write {address:X8} {bytes.Length}", 2 * ((bytes.Length + 6143) / 6144));
        for (int index = 0; index < bytes.Length; index++)
        {
            if (!chip.TryWrite(address + (uint)index, 1, SramHolds(bytes[index])))
            {
                throw new TargetException(FaultCode.FlashReadProtected, "plain");
            }
        }
    }

    public uint ReadWord(uint address)
    {
        Count($"R {address:X8}", 1);
        if (address == Dhcsr)
        {
            uint state = _clock.Now >= _ends ? _state : _state & ~HaltedBit;
            _state &= ~ResetBit;
            return state;
        }

        return chip.TryRead(address, 4, out uint value) ? value : Words.GetValueOrDefault(address);
    }

    public void WriteWord(uint address, uint value)
    {
        Count($"W {address:X8} {value:X8}", 1);
        switch (address)
        {
            case Dhcsr when (value & 2) != 0:
                _state |= HaltedBit;
                _ends = _clock.Now;
                break;
            case Dhcsr when (_state & HaltedBit) != 0:
                Run();
                break;
            case 0xE000EDFC:
                _demcr = value;
                break;
            case 0xE000ED0C when ResetsBySoftware:
                Reset();
                break;
            default:
                if (!chip.TryWrite(address, 4, value))
                {
                    Words[address] = value;
                }

                break;
        }
    }

    public void WriteHalfWord(uint address, ushort value)
    {
        Count($"H {address:X8} {value:X4}", 1);
        chip.TryWrite(address, 2, value);
    }

    public void Exchange(Span<WordAccess> accesses)
    {
        foreach (ref WordAccess access in accesses)
        {
            if (access.IsWrite)
            {
                WriteWord(access.Address, access.Value);
            }
            else
            {
                access.Value = ReadWord(access.Address);
            }
        }
    }

    public uint ReadRegister(CoreRegister register)
    {
        Count($"reg {register}", 1);
        return register == CoreRegister.Xpsr ? chip.Core.Xpsr : chip.Core.Registers[(int)register];
    }

    public void WriteRegister(CoreRegister register, uint value)
    {
        Count($"reg {register} {value:X8}", 1);
        if (register == CoreRegister.Xpsr)
        {
            chip.Core.Xpsr = value;
        }
        else
        {
            chip.Core.Registers[(int)register] = value;
        }
    }

    public void SetReset(bool low)
    {
        NrstLow = low;
        if (low && NrstIsWired)
        {
            Reset();
        }
    }

    public void Disconnect()
    {
        Connected = false;
        NrstLow = false;
        _state &= ~HaltedBit;
    }

    public void Dispose()
    {
    }

    /// <summary>Flash size and unique id, which lie in system memory.</summary>
    private bool IsFactoryData(uint address, out uint value)
    {
        value = Words.GetValueOrDefault(address & ~3u) >> (int)(8 * (address & 3));
        return address >> 12 == 0x1FFFF;
    }

    private void Reset()
    {
        Resets++;
        chip.LoadOptions();
        _state = ResetBit | ((_demcr & 1) != 0 ? HaltedBit : 0);
        _ends = _clock.Now;
    }

    /// <summary>Runs the stub at once; that takes as long as the flash was busy and the instructions need at 8 MHz.</summary>
    private void Run()
    {
        (int erased, int programmed) = (chip.Erases.Count, chip.Programmed.Count);
        ThumbStep step = ThumbStep.Ran;
        int steps = 0;
        for (; step == ThumbStep.Ran && steps < (MostStepsOnce ?? MostSteps); steps++)
        {
            step = chip.Core.Step();
        }

        double seconds = ((chip.Erases.Count - erased) * 30e-3) + ((chip.Programmed.Count - programmed) * 52.5e-6) + (steps * 0.2e-6);
        bool hangs = step == ThumbStep.Ran && MostStepsOnce is null;
        MostStepsOnce = null;
        _ends = hangs ? TimeSpan.MaxValue : _clock.Now + TimeSpan.FromSeconds(seconds);
    }

    private void Count(string access, int commands)
    {
        Before?.Invoke(access);
        Commands += commands;
        Log.Add(access);
    }
}
