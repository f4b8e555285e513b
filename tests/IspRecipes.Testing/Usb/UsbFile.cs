using System.Runtime.InteropServices;
using IspRecipes.Devices.Links;

namespace IspRecipes.Testing.Usb;

/// <summary>One opening of /dev/bus/usb/BBB/DDD: the ioctls of linux/usbdevice_fs.h that libusb 1.0 and 0.1 use.</summary>
internal sealed class UsbFile(UsbFunction function, ProgramMemory memory) : IDisposable
{
    // _IOC(direction, 'U', number, size) on 64-bit machines.
    private const uint ControlNow = 0xC0185500, BulkNow = 0xC0185502, ResetEndpoint = 0x80045503;
    private const uint SetInterface = 0x80085504, SetConfiguration = 0x80045505, GetDriver = 0x41045508;
    private const uint Submit = 0x8038550A, Discard = 0x550B, Reap = 0x4008550C, ReapNow = 0x4008550D;
    private const uint ClaimInterface = 0x8004550F, ReleaseInterface = 0x80045510, DriverIoctl = 0xC0105512;
    private const uint Reset = 0x5514, ClearHalt = 0x80045515, GetCapabilities = 0x8004551A;
    private const uint DisconnectAndClaim = 0x8108551B, GetSpeed = 0x551F;

    // Zero packet, bulk continuation, no packet size limit, scatter-gather.
    private const uint Capabilities = 0x0F;

    private readonly UrbQueue _urbs = new(function, memory);

    /// <summary>What it returns; an errno, negative, where it fails.</summary>
    internal int Ioctl(uint request, ulong argument) => request switch
    {
        ControlNow => Control(argument),
        BulkNow => Bulk(argument),
        Submit => _urbs.Submit(argument),
        Reap or ReapNow => _urbs.Reap(argument),
        Discard => _urbs.Discard(argument),
        ClaimInterface or DisconnectAndClaim => function.Claim(memory.Read<uint>(argument), this),
        ReleaseInterface => Release(),
        GetCapabilities => Tell(argument, Capabilities),
        GetDriver or DriverIoctl => -Errno.NoData,
        GetSpeed => function.Speed,
        Reset => function.Reset(),
        SetConfiguration or SetInterface or ResetEndpoint or ClearHalt => 0,
        _ => -Errno.NotTty,
    };

    public void Dispose() => function.Release(this);

    private int Release()
    {
        function.Release(this);
        return 0;
    }

    private int Tell(ulong argument, uint value)
    {
        memory.Write(argument, value);
        return 0;
    }

    private int Control(ulong argument)
    {
        ControlTransfer transfer = memory.Read<ControlTransfer>(argument);
        byte[] data = transfer.Setup.IsIn ? new byte[transfer.Length] : memory.Read(transfer.Data, transfer.Length);
        int moved = function.Control(transfer.Setup, data);
        return Finish(moved, transfer.Setup.IsIn, transfer.Data, data);
    }

    private int Bulk(ulong argument)
    {
        BulkTransfer transfer = memory.Read<BulkTransfer>(argument);
        bool isIn = (transfer.Endpoint & 0x80) != 0;
        byte[] data = isIn ? new byte[transfer.Length] : memory.Read(transfer.Data, (int)transfer.Length);
        return Finish(function.Bulk((byte)transfer.Endpoint, data), isIn, transfer.Data, data);
    }

    /// <summary>These two ioctls wait for their transfer, so that the bus waits for the next one.</summary>
    private int Finish(int moved, bool isIn, ulong address, byte[] data)
    {
        function.NoteGap();
        if (isIn && moved > 0)
        {
            memory.Write(address, data.AsSpan(0, moved));
        }

        return moved;
    }

    /// <summary>struct usbdevfs_ctrltransfer.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly struct ControlTransfer
    {
        private readonly byte _requestType;
        private readonly byte _request;
        private readonly ushort _value;
        private readonly ushort _index;
        internal readonly ushort Length;
        private readonly uint _milliseconds;
        internal readonly ulong Data;

        internal UsbSetup Setup => new(_requestType, _request, _value, _index);
    }

    /// <summary>struct usbdevfs_bulktransfer.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly struct BulkTransfer
    {
        internal readonly uint Endpoint;
        internal readonly uint Length;
        private readonly uint _milliseconds;
        internal readonly ulong Data;
    }
}
