using IspRecipes.Devices.Parts;

namespace IspRecipes.Simulation.Chips;

/// <summary>
/// Option bytes, held twice: as they are stored, each with its complement behind it, and as the chip acts on them, which
/// follows at a reset (PM0075, 2.5; RM0091, RM0316, option bytes).
/// </summary>
internal sealed class Stm32Options
{
    private const uint OptionError = 1;

    private readonly Stm32Family _family;
    private readonly bool _needsPowerCycle;
    private readonly byte[] _stored = new byte[2 * OptionBytes.Count];
    private bool _error;

    /// <param name="needsPowerCycle">Read protection, once it acts, goes on acting until power is cycled.</param>
    public Stm32Options(Stm32Family family, bool needsPowerCycle)
    {
        _family = family;
        _needsPowerCycle = needsPowerCycle;
        Erase();
        foreach (OptionByte option in family.Options)
        {
            Program((int)option.Id, option.Factory);
        }

        Loaded = Stored;
    }

    public OptionBytes Stored => new([.. _stored.Where((_, i) => i % 2 == 0)]);

    public OptionBytes Loaded { get; private set; }

    /// <summary>Value, complement, value, complement, as they lie in memory.</summary>
    public Memory<byte> Cells => _stored;

    /// <summary>0 for none. Level 2, where the family has it, can't be left.</summary>
    public int ReadProtectionLevel => _family.ProtectionLevel(Loaded[OptionByteId.Rdp]);

    public bool IsReadProtected => ReadProtectionLevel > 0;

    /// <summary>WDG_SW = 0: the independent watchdog starts with the chip.</summary>
    public bool StartsWatchdog => (Loaded[OptionByteId.User] & 1) == 0;

    /// <summary>FLASH_OBR. One bit for read protection where there is no level 2, else two (PM0075, 3.7; RM0091, FLASH_OBR).</summary>
    public uint Register
    {
        get
        {
            int shift = _family.UserShift;
            uint protection = ReadProtectionLevel switch { 0 => 0, 1 => 0b01, _ => 0b11 };
            return (_error ? OptionError : 0)
                | (protection << 1)
                | ((uint)Loaded[OptionByteId.User] << shift)
                | ((uint)Loaded[OptionByteId.Data0] << (shift + 8))
                | ((uint)Loaded[OptionByteId.Data1] << (shift + 16));
        }
    }

    /// <summary>FLASH_WRPR: a 0 protects.</summary>
    public uint WriteProtection => BitConverter.ToUInt32(Loaded.Values[(int)OptionByteId.Wrp0..]);

    /// <summary>The key to RDP is stored, and does not act yet: main flash must be erased (PM0075, 2.4.1).</summary>
    public bool OpensReadProtection => IsReadProtected && Stored[OptionByteId.Rdp] == _family.ReadProtectionOff;

    /// <summary>
    /// A bit stands for several pages, the last for all that remain. On F1 read protection also write-protects the first
    /// 4 KiB (PM0075, 2.4.1 and 2.4.2).
    /// </summary>
    public bool IsWriteProtected(int page)
    {
        int last = (8 * _family.Options.Count(option => option.Id >= OptionByteId.Wrp0)) - 1;
        int bit = Math.Min(page / _family.PagesPerProtectionBit, last);
        bool isFirst = _family.ReadProtectionForEver is null && page * _family.PageSize < 4096;
        return (WriteProtection >> bit & 1) == 0 || (IsReadProtected && isFirst);
    }

    public void Erase() => Array.Fill(_stored, (byte)0xFF);

    public bool IsErased(int index) => _stored[2 * index] == 0xFF && _stored[(2 * index) + 1] == 0xFF;

    public void Preset(OptionBytes options)
    {
        for (int i = 0; i < OptionBytes.Count; i++)
        {
            Program(i, options.Values[i]);
        }
    }

    /// <summary>The hardware computes the complement (PM0075, 2.3.5).</summary>
    public void Program(int index, byte value)
    {
        _stored[2 * index] = value;
        _stored[(2 * index) + 1] = (byte)~value;
    }

    /// <summary>
    /// What the option byte loader does: a byte that doesn't agree with its complement counts as 0xFF and is an error, but
    /// for one whose cells are both erased (PM0075, 2.5).
    /// </summary>
    public void Load(bool powerOn)
    {
        byte protection = Loaded[OptionByteId.Rdp];
        bool wasProtected = IsReadProtected;
        byte[] values = new byte[OptionBytes.Count];
        _error = false;
        for (int i = 0; i < values.Length; i++)
        {
            bool agrees = _stored[2 * i] == (byte)~_stored[(2 * i) + 1];
            values[i] = agrees ? _stored[2 * i] : (byte)0xFF;
            _error |= !agrees && !IsErased(i);
        }

        Loaded = new OptionBytes(values);
        if (wasProtected && !powerOn && _needsPowerCycle)
        {
            Loaded = Loaded.With(OptionByteId.Rdp, protection);
        }
    }
}
