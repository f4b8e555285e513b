using IspRecipes.Devices;
using IspRecipes.Devices.Links;

namespace IspRecipes.Engine.Tests;

/// <summary>A USB device whose transfers fail as a test says.</summary>
/// <param name="inner">The device.</param>
/// <param name="strike">How a transfer fails, given its number from 1 and its request; null for not at all.</param>
internal sealed class StruckUsbLink(IUsbLink inner, Func<int, byte, FaultCode?> strike) : IUsbLink
{
    private int _transfers;
    private bool _unplugged;

    public UsbDeviceInfo Device => inner.Device;

    public bool Disposed { get; private set; }

    /// <summary>What becomes of the last byte of an answer; nothing by default.</summary>
    public Func<UsbSetup, byte, byte> Garble { get; init; } = (_, value) => value;

    public int ControlIn(UsbSetup setup, Span<byte> into, TimeSpan timeout)
    {
        Strike(setup, into.Length, timeout);
        int came = inner.ControlIn(setup, into, timeout);
        if (came > 0)
        {
            into[came - 1] = Garble(setup, into[came - 1]);
        }

        return came;
    }

    public void ControlOut(UsbSetup setup, ReadOnlySpan<byte> data, TimeSpan timeout)
    {
        Strike(setup, data.Length, timeout);
        inner.ControlOut(setup, data, timeout);
    }

    public int BulkIn(byte endpoint, Span<byte> into, TimeSpan timeout) => inner.BulkIn(endpoint, into, timeout);

    public void BulkOut(byte endpoint, ReadOnlySpan<byte> data, TimeSpan timeout) => inner.BulkOut(endpoint, data, timeout);

    public void Dispose()
    {
        Disposed = true;
        inner.Dispose();
    }

    private void Strike(UsbSetup setup, int length, TimeSpan timeout)
    {
        FaultCode? fault = _unplugged ? FaultCode.UsbUnplugged : strike(++_transfers, setup.Request);
        _unplugged |= fault == FaultCode.UsbUnplugged;
        switch (fault)
        {
            case FaultCode.UsbUnplugged:
                throw new LinkException(FaultCode.UsbUnplugged, Device.Name);
            case FaultCode.UsbStall:
                throw new LinkException(FaultCode.UsbStall, Device.Name, setup.ToString());
            case FaultCode.UsbTimeout:
                throw new LinkException(FaultCode.UsbTimeout, Device.Name, setup.ToString(), 0, length, timeout.TotalSeconds);
            case FaultCode.UsbShort:
                throw new LinkException(FaultCode.UsbShort, Device.Name, setup.ToString(), length / 2, length);
        }
    }
}
