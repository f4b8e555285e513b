namespace IspRecipes.Simulation.Programmers;

/// <summary>
/// Debug port and access ports register by register, as openocd and pyOCD use them: an SW-DP and one memory access port in
/// front of the bus (Arm IHI 0031, chapters 2 and 7).
/// </summary>
internal sealed class StLinkPorts(StLinkSwd swd, StLinkFirmware firmware)
{
    private const ushort DebugPort = 0xFFFF;

    // AHB-AP of a Cortex-M3 (DDI 0337, debug access port), and where its ROM table lies.
    private const uint Identification = 0x14770011, RomTable = 0xE00FF003;

    private const uint PowerRequests = 0x5000_0000, StickyError = 1 << 5, ReadOk = 1 << 6, DeviceEnabled = 1 << 6;

    private bool _open;
    private uint _power, _select, _lastRead, _control = 0x2300_0002, _address;

    public StLinkStatus Open(byte port)
    {
        _open |= port == 0;
        return port == 0 ? StLinkStatus.Ok : StLinkStatus.BadAp;
    }

    public StLinkStatus Close(byte port)
    {
        _open &= port != 0;
        return port == 0 ? StLinkStatus.Ok : StLinkStatus.BadAp;
    }

    public void CloseAll() => _open = false;

    /// <summary>Whether the registers of a port may be used; before J28 none had to be opened.</summary>
    public bool IsOpen(uint port) => port == 0 && (_open || !firmware.Since(28));

    public StLinkStatus Read(ushort port, ushort register, out uint value)
    {
        swd.Pass(transfers: 2);
        value = 0;
        StLinkStatus status = port == DebugPort ? ReadDebugPort(register, out value) : ReadAccessPort(port, register, out value);
        _lastRead = value;
        return status;
    }

    public StLinkStatus Write(ushort port, ushort register, uint value)
    {
        swd.Pass(transfers: 2);
        return port == DebugPort ? WriteDebugPort(register, value) : WriteAccessPort(port, register, value);
    }

    private StLinkStatus ReadDebugPort(ushort register, out uint value)
    {
        bool sticky = swd.IsSticky;
        value = (register & 0x0F) switch
        {
            0x0 => swd.ReadId() ?? 0,
            0x4 => _power | _power << 1 | (sticky ? StickyError : ReadOk),
            0x8 => _select,
            _ => _lastRead,
        };
        return (register & 0x0F) == 0 && value == 0 ? StLinkStatus.DpError : StLinkStatus.Ok;
    }

    private StLinkStatus WriteDebugPort(ushort register, uint value)
    {
        switch (register & 0x0F)
        {
            case 0x0: // ABORT, of which STKERRCLR is bit 2
                swd.IsSticky &= (value & 4) == 0;
                break;
            case 0x4:
                _power = value & PowerRequests;
                break;
            case 0x8:
                _select = value;
                break;
        }

        return StLinkStatus.Ok;
    }

    private StLinkStatus ReadAccessPort(ushort port, ushort register, out uint value)
    {
        value = port == 0 && register == 0xFC ? Identification : 0;
        if (register == 0xFC)
        {
            return StLinkStatus.Ok;
        }

        if (Refused(port) is StLinkStatus refusal)
        {
            return refusal;
        }

        switch (register)
        {
            case 0x0C:
                StLinkStatus status = swd.Access(Aligned(_address), Width, out value);
                value <<= Lane;
                Step();
                return status;
            case >= 0x10 and <= 0x1C:
                return swd.Access((_address & ~0xFu) | (register & 0xFu), 4, out value);
            default:
                value = register switch
                {
                    0x00 => _control | DeviceEnabled,
                    0x04 => _address,
                    0xF8 => RomTable,
                    _ => 0,
                };
                return StLinkStatus.Ok;
        }
    }

    private StLinkStatus WriteAccessPort(ushort port, ushort register, uint value)
    {
        if (Refused(port) is StLinkStatus refusal)
        {
            return refusal;
        }

        switch (register)
        {
            case 0x00:
                _control = value;
                break;
            case 0x04:
                _address = value;
                break;
            case 0x0C:
                StLinkStatus status = swd.Access(Aligned(_address), Width, value >> Lane);
                Step();
                return status;
            case >= 0x10 and <= 0x1C:
                return swd.Access((_address & ~0xFu) | (register & 0xFu), 4, value);
        }

        return StLinkStatus.Ok;
    }

    private StLinkStatus? Refused(ushort port) => !IsOpen(port) ? StLinkStatus.BadAp
        : swd.IsSticky ? StLinkStatus.StickyError
        : null;

    /// <summary>CSW's Size: bytes of an access.</summary>
    private int Width => 1 << (int)Math.Min(_control & 7, 2);

    /// <summary>A narrow access uses the byte lanes of its address.</summary>
    private int Lane => 8 * (int)(Aligned(_address) & 3);

    /// <summary>CSW's AddrInc.</summary>
    private void Step() => _address += (_control >> 4 & 3) == 1 ? (uint)Width : 0;

    private uint Aligned(uint address) => address & ~((uint)Width - 1);
}
