using System.Buffers.Binary;
using IspRecipes.Devices.Parts;
using static IspRecipes.Simulation.Chips.FlashRegisters;

namespace IspRecipes.Simulation.Chips;

/// <summary>The memory map: who answers at an address, and who may ask (RM0008, 3.3; PM0075, 2.1).</summary>
internal sealed class Stm32Bus
{
    /// <summary>System memory of all families lies in here, with size register and unique id in its last page.</summary>
    private const uint SystemMemory = 0x1FFF_B000;
    private const uint OptionArea = 0x1FFF_F800;
    private const uint FlashRegisterArea = 0x400;

    /// <summary>FLASH_ACR: prefetch on (PM0075, 3.1).</summary>
    private const uint AccessControlReset = 0x30;

    private readonly Stm32Family _family;
    private readonly Stm32Flash _flash;
    private readonly Stm32Options _options;
    private readonly FlashBank[] _banks;
    private readonly Peripherals _peripherals;
    private readonly ChipTime _time;
    private readonly byte[] _systemMemory = new byte[OptionArea - SystemMemory];
    private uint _access = AccessControlReset;

    public Stm32Bus(
        Stm32Part part, Stm32Flash flash, Stm32Options options, FlashBank[] banks, Peripherals peripherals, ChipTime time)
    {
        _family = part.Family;
        _flash = flash;
        _options = options;
        _banks = banks;
        _peripherals = peripherals;
        _time = time;
        Sram = new byte[part.Sram.Size];
    }

    public byte[] Sram { get; }

    public required ushort FlashKiB
    {
        init => BinaryPrimitives.WriteUInt16LittleEndian(_systemMemory.AsSpan((int)(_family.FlashSizeAddress - SystemMemory)), value);
    }

    public required ReadOnlyMemory<byte> UniqueId
    {
        init => value.CopyTo(_systemMemory.AsMemory((int)(_family.UniqueIdAddress - SystemMemory)));
    }

    /// <summary>The core's own peripherals; set once the core is there.</summary>
    public SystemControl System { get; set; } = null!;

    /// <summary>Counts what may have changed something: a core that comes round without a change does so for ever.</summary>
    public long Changes { get; private set; }

    /// <summary>Main flash, or its alias at 0.</summary>
    public bool IsFlash(uint address) => _flash.Contains(Unalias(address));

    /// <summary>The bank that an access must wait for; null where none is busy there.</summary>
    public FlashBank? BusyBank(uint address)
    {
        uint place = Unalias(address);
        foreach (FlashBank bank in _banks)
        {
            bool concerns = bank.Contains(place) || (bank == _banks[0] && IsOption(place));
            if (concerns && bank.Operations.IsBusy)
            {
                return bank;
            }
        }

        return null;
    }

    /// <summary>The core's debug registers and DBGMCU answer while NRST is low (RM0008, 31.6.1; RM0091, 32.4.1).</summary>
    public bool IsReachableInReset(uint address) => address >= SystemControl.Address || IsDebugUnit(address);

    public bool TryRead(uint address, int width, BusMaster master, out uint value)
    {
        value = 0;
        if (address - Stm32Part.SramStart < (uint)Sram.Length)
        {
            value = LittleEndian.Read(Sram, address - Stm32Part.SramStart, width);
            return true;
        }

        uint place = Unalias(address);
        if (_flash.Contains(place))
        {
            bool allowed = MayReadFlash(master) && TryStall(place, master);
            value = allowed ? LittleEndian.Read(_flash.Bytes, place - _flash.Start, width) : 0;
            return allowed;
        }

        if (IsOption(address))
        {
            value = LittleEndian.Read(_options.Cells.Span, address - OptionArea, width);
            return TryStall(address, master);
        }

        if (address - SystemMemory < (uint)_systemMemory.Length)
        {
            value = LittleEndian.Read(_systemMemory, address - SystemMemory, width);
            return true;
        }

        return TryReadRegister(address, width, master, out value);
    }

    public bool TryWrite(uint address, int width, uint value, BusMaster master)
    {
        if (address - Stm32Part.SramStart < (uint)Sram.Length)
        {
            uint offset = address - Stm32Part.SramStart;
            Changes += LittleEndian.Read(Sram, offset, width) == value ? 0 : 1;
            LittleEndian.Write(Sram, offset, width, value);
            return true;
        }

        uint place = Unalias(address);
        if (_flash.Contains(place))
        {
            Changes++;
            return TryStall(place, master) && _banks.First(bank => bank.Contains(place)).TryProgram(place, width, value, master);
        }

        if (IsOption(address))
        {
            Changes++;
            int index = (int)(address - OptionArea) / 2;
            return TryStall(address, master) && _banks[0].TryProgramOption(index, width, (byte)value);
        }

        return TryWriteRegister(address, width, value, master);
    }

    public void Reset()
    {
        _access = AccessControlReset;
        _peripherals.Reset();
    }

    private static bool IsOption(uint address) => address - OptionArea < 2 * OptionBytes.Count;

    private uint Unalias(uint address) => address < (uint)_flash.Bytes.Length ? address + _flash.Start : address;

    /// <summary>Under read protection flash is for the program alone, and for fetches (PM0075, 2.4.1).</summary>
    private bool MayReadFlash(BusMaster master) =>
        !_options.IsReadProtected || master is BusMaster.Program or BusMaster.Fetch;

    /// <summary>An access to a busy bank holds the core until the bank is ready (PM0075, 2.3.3); the debugger is held elsewhere.</summary>
    private bool TryStall(uint address, BusMaster master)
    {
        if (master == BusMaster.Debugger || BusyBank(address) is not { } bank)
        {
            return true;
        }

        bool ends = bank.Operations.BusyUntil < TimeSpan.MaxValue;
        _time.Now = ends ? bank.Operations.BusyUntil : _time.Now;
        return ends;
    }

    private bool TryReadRegister(uint address, int width, BusMaster master, out uint value)
    {
        uint word = address & ~3u;
        int shift = 8 * (int)(address - word);
        value = 0;
        if (word - _family.FlashRegisters < FlashRegisterArea)
        {
            value = width == 4 ? ReadFlashRegister(word - _family.FlashRegisters) : 0;
            return width == 4;
        }

        if (IsSystem(word))
        {
            value = System.Read(word, master);
        }
        else if (Peripherals.Contains(word) || IsDebugUnit(word))
        {
            value = _peripherals.Read(word);
        }
        else
        {
            return false;
        }

        value = (value >> shift) & Mask(width);
        return true;
    }

    private bool TryWriteRegister(uint address, int width, uint value, BusMaster master)
    {
        uint word = address & ~3u;
        if (word - _family.FlashRegisters < FlashRegisterArea)
        {
            // PM0075, 3: words only.
            Changes++;
            return width == 4 && TryWriteFlashRegister(word - _family.FlashRegisters, value, master);
        }

        if (!TryReadRegister(word, 4, BusMaster.Stub, out uint old))
        {
            return false;
        }

        int shift = 8 * (int)(address - word);
        uint merged = (old & ~(Mask(width) << shift)) | ((value & Mask(width)) << shift);
        if (IsSystem(word))
        {
            System.Write(word, merged, master);
        }
        else
        {
            _peripherals.Write(word, merged);
        }

        Changes += IsIdle(word, old, merged) ? 0 : 1;
        return true;
    }

    /// <summary>A write that leaves all as it is: a value that is there already, or the reload of a watchdog that doesn't run.</summary>
    private bool IsIdle(uint word, uint old, uint value) => word == IndependentWatchdog.Address
        ? !_peripherals.WatchdogRuns
        : old == value && Peripherals.Contains(word);

    private static uint Mask(int width) => uint.MaxValue >> (32 - (8 * width));

    private bool IsSystem(uint word) => word - SystemControl.Address < SystemControl.Size && !IsDebugUnit(word);

    private bool IsDebugUnit(uint word) => word - _family.DebugIdAddress < DebugUnit.Size;

    private uint ReadFlashRegister(uint offset) => offset switch
    {
        Acr => _access,
        Obr => _options.Register,
        Wrpr => _options.WriteProtection,
        < SecondBank => _banks[0].Read(offset),
        _ => _banks.Length > 1 ? _banks[1].Read(offset - SecondBank) : 0,
    };

    private bool TryWriteFlashRegister(uint offset, uint value, BusMaster master)
    {
        _access = offset == Acr ? value : _access;
        int bank = offset < SecondBank ? 0 : 1;
        return bank >= _banks.Length || _banks[bank].TryWrite(offset - ((uint)bank * SecondBank), value, master);
    }
}
