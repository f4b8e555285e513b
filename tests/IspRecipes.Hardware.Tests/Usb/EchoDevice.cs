using System.Buffers.Binary;
using IspRecipes.Devices;
using IspRecipes.Devices.Links;

namespace IspRecipes.Hardware.Tests.Usb;

/// <summary>A virtual device that gives back what it was sent, and fails on request.</summary>
internal sealed class EchoDevice(UsbDeviceInfo device) : IUsbLink
{
    internal const byte Echo = 1, Stall = 2, Silence = 3, Half = 4, Unplug = 5, GiveBack = 6;

    private byte[] _kept = [];
    private bool _unplugged;

    public UsbDeviceInfo Device => device;

    /// <summary>What it was sent last.</summary>
    internal byte[] Kept
    {
        init => _kept = value;
    }

    public int ControlIn(UsbSetup setup, Span<byte> into, TimeSpan timeout)
    {
        Fail(setup.Request, setup.ToString());
        if (setup.Request == GiveBack)
        {
            int length = Math.Min(_kept.Length, into.Length);
            _kept.AsSpan(0, length).CopyTo(into);
            return length;
        }

        Span<byte> answer = stackalloc byte[4];
        BinaryPrimitives.WriteUInt16LittleEndian(answer, setup.Value);
        BinaryPrimitives.WriteUInt16LittleEndian(answer[2..], setup.Index);
        int count = setup.Request == Half ? into.Length / 2 : Math.Min(into.Length, answer.Length);
        answer[..count].CopyTo(into);
        return count;
    }

    public void ControlOut(UsbSetup setup, ReadOnlySpan<byte> data, TimeSpan timeout)
    {
        Fail(setup.Request, setup.ToString());
        _kept = data.ToArray();
    }

    public int BulkIn(byte endpoint, Span<byte> into, TimeSpan timeout)
    {
        Fail(_kept.Length == 0 ? Silence : Echo, "bulk IN");
        int length = Math.Min(_kept.Length, into.Length);
        _kept.AsSpan(0, length).CopyTo(into);
        _kept = _kept[length..];
        return length;
    }

    public void BulkOut(byte endpoint, ReadOnlySpan<byte> data, TimeSpan timeout)
    {
        Fail(data.IsEmpty ? Echo : data[0] == 0xEE ? Stall : Echo, "bulk OUT");
        _kept = data.ToArray();
    }

    public void Reset() => _kept = [0xAF];

    public void Dispose()
    {
    }

    private void Fail(byte request, string transfer)
    {
        _unplugged |= request == Unplug;
        if (_unplugged)
        {
            throw new LinkException(FaultCode.UsbUnplugged, device.Name);
        }

        switch (request)
        {
            case Stall:
                throw new LinkException(FaultCode.UsbStall, device.Name, transfer);
            case Silence:
                throw new LinkException(FaultCode.UsbTimeout, device.Name, transfer, 0, 0, 0.0);
        }
    }
}
