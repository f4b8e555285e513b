using System.Buffers.Binary;
using System.Runtime.InteropServices;
using IspRecipes.Devices.Links;

namespace IspRecipes.Hardware.Usb;

/// <summary>
/// Control transfers from a device that follow each other without a gap: while one is on the bus, the next ones lie
/// with the host controller already.
/// </summary>
internal unsafe ref struct UsbControlQueue
{
    /// <summary>Transfers with the host controller at a time.</summary>
    internal const int Depth = 8;

    private const int SetupLength = 8;

    private readonly UsbContextHandle _context;
    private readonly UsbDeviceHandle _handle;
    private readonly ReadOnlySpan<UsbSetup> _setups;
    private readonly Span<byte> _into;
    private readonly uint _milliseconds;
    private readonly UsbTransfer*[] _slots = new UsbTransfer*[Depth];
    private readonly int* _completed;
    private readonly byte* _buffers;
    private int _submitted;
    private int _taken;

    internal UsbControlQueue(
        UsbContextHandle context, UsbDeviceHandle handle, ReadOnlySpan<UsbSetup> setups, Span<byte> into, uint milliseconds)
    {
        (_context, _handle, _milliseconds) = (context, handle, milliseconds);
        _setups = setups;
        _into = into;
        Each = setups.IsEmpty ? 0 : into.Length / setups.Length;
        _completed = (int*)NativeMemory.AllocZeroed(Depth, sizeof(int));
        _buffers = (byte*)NativeMemory.AllocZeroed(Depth, (nuint)(SetupLength + Each));
        for (int slot = 0; slot < Depth; slot++)
        {
            _slots[slot] = LibUsb.AllocateTransfer(0);
        }
    }

    /// <summary>Bytes each transfer asks for.</summary>
    internal int Each { get; }

    /// <summary>Waits for the next transfer in order, and copies what it brought to its place.</summary>
    internal (UsbError Error, int Moved) Next()
    {
        while (_submitted < _setups.Length && _submitted - _taken < Depth)
        {
            int result = Submit(_submitted);
            if (result < 0)
            {
                return ((UsbError)result, 0);
            }

            _submitted++;
        }

        int slot = _taken % Depth;
        Await(slot);
        UsbTransfer* transfer = _slots[slot];
        int moved = transfer->Moved;
        new ReadOnlySpan<byte>(transfer->Buffer + SetupLength, Math.Min(moved, Each)).CopyTo(_into[(_taken * Each)..]);
        _taken++;
        return (ErrorOf(transfer->Status), moved);
    }

    /// <summary>Takes back what is still with the host controller.</summary>
    public void Dispose()
    {
        for (int index = _taken; index < _submitted; index++)
        {
            LibUsb.CancelTransfer(_slots[index % Depth]);
        }

        for (; _taken < _submitted; _taken++)
        {
            Await(_taken % Depth);
        }

        foreach (UsbTransfer* transfer in _slots)
        {
            LibUsb.FreeTransfer(transfer);
        }

        NativeMemory.Free(_buffers);
        NativeMemory.Free(_completed);
    }

    private int Submit(int index)
    {
        int slot = index % Depth;
        UsbSetup setup = _setups[index];
        byte* buffer = _buffers + slot * (SetupLength + Each);
        var packet = new Span<byte>(buffer, SetupLength);
        packet[0] = setup.RequestType;
        packet[1] = setup.Request;
        BinaryPrimitives.WriteUInt16LittleEndian(packet[2..], setup.Value);
        BinaryPrimitives.WriteUInt16LittleEndian(packet[4..], setup.Index);
        BinaryPrimitives.WriteUInt16LittleEndian(packet[6..], (ushort)Each);

        _completed[slot] = 0;
        *_slots[slot] = new UsbTransfer
        {
            Handle = _handle.DangerousGetHandle(),
            Milliseconds = _milliseconds * (uint)(index - _taken + 1), // it starts to count here, behind the others
            Length = SetupLength + Each,
            Callback = &Complete,
            UserData = (nint)(_completed + slot),
            Buffer = buffer,
        };
        return LibUsb.SubmitTransfer(_slots[slot]);
    }

    /// <summary>Every transfer has a timeout, so this ends.</summary>
    private void Await(int slot)
    {
        while (Volatile.Read(ref _completed[slot]) == 0)
        {
            LibUsb.HandleEvents(_context, _completed + slot);
        }
    }

    [UnmanagedCallersOnly]
    private static void Complete(UsbTransfer* transfer) => Volatile.Write(ref *(int*)transfer->UserData, 1);

    private static UsbError ErrorOf(UsbTransferStatus status) => status switch
    {
        UsbTransferStatus.Completed => UsbError.None,
        UsbTransferStatus.TimedOut => UsbError.Timeout,
        UsbTransferStatus.Stall => UsbError.Pipe,
        UsbTransferStatus.NoDevice => UsbError.NoDevice,
        UsbTransferStatus.Overflow => UsbError.Overflow,
        UsbTransferStatus.Cancelled => UsbError.Interrupted,
        _ => UsbError.InputOutput,
    };
}
