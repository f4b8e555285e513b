using System.Buffers.Binary;
using System.Runtime.InteropServices;
using IspRecipes.Devices.Links;

namespace IspRecipes.Testing.Usb;

/// <summary>
/// The transfers a program has submitted and not yet taken back. One runs when the program asks for its end, and the
/// next has not ended at once: a bus is slower than the computer. One that the device never answers stays, and those
/// behind it on its endpoint with it, until it is discarded.
/// </summary>
internal sealed class UrbQueue(UsbFunction function, ProgramMemory memory)
{
    private const byte ControlType = 2; // USBDEVFS_URB_TYPE_CONTROL
    private const int SetupLength = 8;
    private const int StatusOffset = 4;
    private const int MovedOffset = 28;

    private readonly List<(ulong Address, Urb Urb, byte[] Buffer)> _pending = [];
    private readonly HashSet<ulong> _silent = [];
    private readonly Queue<ulong> _discarded = [];
    private bool _underWay;

    internal int Submit(ulong address)
    {
        if (function.IsGone)
        {
            return -Errno.NoDevice;
        }

        Urb urb = memory.Read<Urb>(address);
        _pending.Add((address, urb, memory.Read(urb.Buffer, urb.Length)));
        return 0;
    }

    internal int Discard(ulong address)
    {
        if (_pending.RemoveAll(pending => pending.Address == address) == 0)
        {
            return -Errno.InvalidArgument;
        }

        _silent.Remove(address);
        _discarded.Enqueue(address);
        return 0;
    }

    /// <summary>Gives back one that has ended; its address goes to <paramref name="result"/>.</summary>
    internal int Reap(ulong result)
    {
        if (_discarded.TryDequeue(out ulong discarded))
        {
            return GiveBack(result, discarded, -Errno.NoSuchFile, 0);
        }

        _underWay = !_underWay;
        if (!_underWay)
        {
            return -Errno.TryAgain;
        }

        HashSet<byte> blocked = [];
        for (int index = 0; index < _pending.Count; index++)
        {
            (ulong address, Urb urb, byte[] buffer) = _pending[index];
            int moved = _silent.Contains(address) || blocked.Contains(urb.Endpoint) ? -Errno.TimedOut : Run(urb, buffer);
            if (moved == -Errno.TimedOut)
            {
                blocked.Add(urb.Endpoint);
                _silent.Add(address);
                continue;
            }

            _pending.RemoveAt(index);
            if (_pending.Count == 0)
            {
                function.NoteGap();
            }

            return GiveBack(result, address, Math.Min(moved, 0), Math.Max(moved, 0));
        }

        return -Errno.TryAgain;
    }

    /// <summary>Runs it and puts what came into the program's buffer.</summary>
    private int Run(Urb urb, byte[] buffer)
    {
        bool isControl = urb.Type == ControlType;
        Span<byte> data = isControl ? buffer.AsSpan(SetupLength) : buffer;
        bool isIn = isControl ? (buffer[0] & 0x80) != 0 : (urb.Endpoint & 0x80) != 0;
        int moved = isControl ? function.Control(SetupOf(buffer), data) : function.Bulk(urb.Endpoint, data);
        if (isIn && moved > 0)
        {
            memory.Write(urb.Buffer + (isControl ? (ulong)SetupLength : 0), data[..moved]);
        }

        return moved;
    }

    private int GiveBack(ulong result, ulong address, int status, int moved)
    {
        memory.Write(address + StatusOffset, status);
        memory.Write(address + MovedOffset, moved);
        memory.Write(result, address);
        return 0;
    }

    private static UsbSetup SetupOf(ReadOnlySpan<byte> packet) => new(
        packet[0], packet[1],
        BinaryPrimitives.ReadUInt16LittleEndian(packet[2..]), BinaryPrimitives.ReadUInt16LittleEndian(packet[4..]));

    /// <summary>struct usbdevfs_urb, 56 bytes on 64-bit machines.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Urb
    {
        internal readonly byte Type;
        internal readonly byte Endpoint;
        private readonly int _status;
        private readonly uint _flags;
        internal readonly ulong Buffer;
        internal readonly int Length;
        private readonly int _moved;
    }
}
