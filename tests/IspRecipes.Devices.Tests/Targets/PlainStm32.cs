using System.Buffers.Binary;
using IspRecipes.Devices.Parts;
using IspRecipes.Simulation.Chips;

namespace IspRecipes.Devices.Tests.Targets;

/// <summary>
/// Just enough of an STM32F1 to run the stubs in: SRAM, flash whose bits only fall, the option bytes, and the controller's
/// registers of PM0075, section 3. Strict where a stub could go wrong: keys, half-words, erased cells, locked when locked.
/// </summary>
internal sealed class PlainStm32 : ICoreBus
{
    private const uint Controller = 0x40022000;
    private const uint OptionArea = 0x1FFFF800;
    private const uint Watchdog = 0x40003000;
    private const uint Key1 = 0x45670123;
    private const uint Key2 = 0xCDEF89AB;

    private readonly uint[] _key = new uint[2];
    private readonly uint[] _optionKey = new uint[2];
    private uint _erasedPage;

    public PlainStm32(Stm32Part part)
    {
        Part = part;
        Flash = new byte[part.Flash.Size];
        Flash.AsSpan().Fill(0xFF);
        Sram = new byte[part.Sram.Size];
        Options = [(byte)part.Family.ReadProtectionOff, (byte)~part.Family.ReadProtectionOff, .. Enumerable.Repeat<byte[]>([0xFF, 0], 7).SelectMany(b => b)];
        Core = new ThumbCore(this) { IsArmv6M = true };
        LoadOptions();
    }

    public Stm32Part Part { get; }

    public ThumbCore Core { get; }

    public byte[] Flash { get; }

    public byte[] Sram { get; }

    /// <summary>As they lie in flash; <see cref="LoadOptions"/> makes them act.</summary>
    public byte[] Options { get; }

    public uint Obr { get; private set; }

    public uint Wrpr { get; set; }

    public uint Cr { get; private set; } = 0x80;

    public uint Sr { get; set; }

    /// <summary>How often SR shows BSY after each operation.</summary>
    public int BusyReads { get; set; }

    /// <summary>Addresses of pages in the order of their erases; null for an erase of all, 1 for the option bytes.</summary>
    public List<uint?> Erases { get; } = [];

    /// <summary>Addresses of half-words in the order of programming.</summary>
    public List<uint> Programmed { get; } = [];

    /// <summary>Flash cells that no erase raises.</summary>
    public HashSet<uint> Worn { get; } = [];

    /// <summary>Read protection that no reset lifts.</summary>
    public bool ProtectedUntilPowerOff { get; set; }

    /// <summary>FLASH_OBR of a chip that is protected for ever.</summary>
    public bool Level2 { get; set; }

    /// <summary>An option byte whose lowest bits do not come up.</summary>
    public int? WornOption { get; set; }

    public bool TakesNoKeys { get; set; }

    public int WatchdogReloads { get; private set; }

    private int _busy;

    public void LoadOptions()
    {
        bool off = !ProtectedUntilPowerOff && Options[0] == Part.Family.ReadProtectionOff && Options[1] == (byte)~Options[0];
        Obr = (Level2 ? 6u : off ? 0u : 2u) | (uint)Options[2] << Part.Family.UserShift | (uint)Options[4] << Part.Family.UserShift + 8
            | (uint)Options[6] << Part.Family.UserShift + 16;
        Wrpr = (uint)(Options[8] | Options[10] << 8 | Options[12] << 16 | Options[14] << 24);
        Cr = 0x80;
        Sr = 0;
    }

    public bool TryRead(uint address, int width, out uint value)
    {
        value = 0;
        if (Register(address) is uint register)
        {
            value = register;
            return width == 4;
        }

        if (At(address, width) is not { IsEmpty: false } bytes || (Flash.AsSpan().Overlaps(bytes) && (Obr & 2) != 0))
        {
            return false;
        }

        value = width switch
        {
            1 => bytes[0],
            2 => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
            _ => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
        };
        return true;
    }

    public bool TryWrite(uint address, int width, uint value)
    {
        switch (address)
        {
            case Watchdog:
                WatchdogReloads += value == 0xAAAA ? 1 : 0;
                return width == 4;
            case >= Controller and < Controller + 0x24:
                return width == 4 && WriteRegister(address - Controller, value);
        }

        Span<byte> bytes = At(address, width);
        if (bytes.IsEmpty)
        {
            return false;
        }

        if (Sram.AsSpan().Overlaps(bytes))
        {
            for (int index = 0; index < width; index++)
            {
                bytes[index] = (byte)(value >> 8 * index);
            }

            return true;
        }

        return width == 2 && Program(address, bytes, (ushort)value);
    }

    private Span<byte> At(uint address, int width)
    {
        foreach ((uint start, byte[] memory) in ((uint, byte[])[])
            [(Part.Flash.Start, Flash), (Part.Sram.Start, Sram), (OptionArea, Options)])
        {
            if (address >= start && address - start + width <= memory.Length)
            {
                return memory.AsSpan((int)(address - start), width);
            }
        }

        return [];
    }

    private uint? Register(uint address) => address switch
    {
        Controller + 0x0C => Busy(),
        Controller + 0x10 => Cr,
        Controller + 0x1C => Obr,
        Controller + 0x20 => Wrpr,
        _ => null,
    };

    private uint Busy() => _busy-- > 0 ? Sr | 1 : Sr;

    private bool WriteRegister(uint register, uint value)
    {
        switch (register)
        {
            case 0x04:
                return Unlock(_key, value, 0x80);
            case 0x08:
                return Unlock(_optionKey, value, 0x200);
            case 0x0C:
                Sr &= ~value;
                return true;
            case 0x14:
                _erasedPage = value;
                return true;
            case 0x10 when (Cr & 0x80) == 0:
                Cr = (value & ~0x240u) | (Cr & value & 0x200);
                if ((value & 0x40) != 0)
                {
                    Erase();
                }

                return true;
            default:
                return true;
        }
    }

    /// <summary>Clears LOCK, or sets OPTWRE, after both keys in order; anything else is a bus error (PM0075, 2.3.1).</summary>
    private bool Unlock(uint[] keys, uint value, uint bit)
    {
        (keys[0], keys[1]) = (keys[1], value);
        if (value == Key1 && (Cr & 0x80) == (bit & 0x80))
        {
            return true;
        }

        bool both = !TakesNoKeys && keys[0] == Key1 && keys[1] == Key2 && (Cr & 0x80) == (bit & 0x80);
        Cr ^= both ? bit : 0;
        return both;
    }

    private void Erase()
    {
        _busy = BusyReads;
        if ((Cr & 0x220) == 0x220)
        {
            Options.AsSpan().Fill(0xFF);
            Erases.Add(1);
        }
        else if ((Cr & 0x02) != 0)
        {
            Raise(Flash.AsSpan((int)(_erasedPage - Part.Flash.Start), Part.Flash.PageSize));
            Erases.Add(_erasedPage);
        }
        else if ((Cr & 0x04) != 0)
        {
            Raise(Flash);
            Erases.Add(null);
        }
    }

    private void Raise(Span<byte> cells)
    {
        cells.Fill(0xFF);
        foreach (uint address in Worn)
        {
            Flash[address - Part.Flash.Start] = 0;
        }
    }

    private bool Program(uint address, Span<byte> cells, ushort value)
    {
        _busy = BusyReads;
        bool option = address >= OptionArea;
        bool enabled = (Cr & (option ? 0x210u : 0x01)) == (option ? 0x210u : 0x01);
        if (!enabled || (BinaryPrimitives.ReadUInt16LittleEndian(cells) != 0xFFFF && value != 0))
        {
            Sr |= 0x04;
            return true;
        }

        Programmed.Add(address);
        if (option && address == OptionArea && value == Part.Family.ReadProtectionOff && (Obr & 2) != 0)
        {
            Raise(Flash);
            Erases.Add(null);
        }

        value &= option && address == OptionArea + (2 * WornOption) ? (ushort)0xFFF0 : (ushort)0xFFFF;
        BinaryPrimitives.WriteUInt16LittleEndian(cells, option ? (ushort)((byte)value | (byte)~value << 8) : value);
        return true;
    }
}
