using IspRecipes.Devices;
using IspRecipes.Devices.Links;

namespace IspRecipes.Engine.Tests;

/// <summary>A USB device with commands on bulk endpoints, whose transfers fail as a test says.</summary>
/// <param name="inner">The device.</param>
/// <param name="strike">
/// How a transfer fails, given its number from 1, the command it belongs to, and whether it is the answer; null for not at all.
/// </param>
internal sealed class StruckBulkLink(IUsbLink inner, Func<int, byte, bool, FaultCode?> strike) : IUsbLink
{
    private int _transfers;
    private byte _command;
    private bool _unplugged;

    public UsbDeviceInfo Device => inner.Device;

    public bool Disposed { get; private set; }

    public int ControlIn(UsbSetup setup, Span<byte> into, TimeSpan timeout) => inner.ControlIn(setup, into, timeout);

    public void ControlOut(UsbSetup setup, ReadOnlySpan<byte> data, TimeSpan timeout) => inner.ControlOut(setup, data, timeout);

    public int BulkIn(byte endpoint, Span<byte> into, TimeSpan timeout)
    {
        if (Struck(answer: true) is not FaultCode fault)
        {
            return inner.BulkIn(endpoint, into, timeout);
        }

        if (fault == FaultCode.UsbShort)
        {
            return inner.BulkIn(endpoint, into, timeout) / 2;
        }

        throw Failure(fault, "bulk IN 82", into.Length, timeout);
    }

    public void BulkOut(byte endpoint, ReadOnlySpan<byte> data, TimeSpan timeout)
    {
        _command = data[0];
        if (Struck(answer: false) is FaultCode fault)
        {
            throw Failure(fault, "bulk OUT 02", data.Length, timeout);
        }

        inner.BulkOut(endpoint, data, timeout);
    }

    public void Reset() => inner.Reset();

    public void Dispose()
    {
        Disposed = true;
        inner.Dispose();
    }

    private FaultCode? Struck(bool answer)
    {
        FaultCode? fault = _unplugged ? FaultCode.UsbUnplugged : strike(++_transfers, _command, answer);
        _unplugged |= fault == FaultCode.UsbUnplugged;
        return fault;
    }

    private LinkException Failure(FaultCode fault, string transfer, int length, TimeSpan timeout) => fault switch
    {
        FaultCode.UsbTimeout => new LinkException(fault, Device.Name, transfer, 0, length, timeout.TotalSeconds),
        FaultCode.UsbShort => new LinkException(fault, Device.Name, transfer, length / 2, length),
        FaultCode.UsbStall => new LinkException(fault, Device.Name, transfer),
        _ => new LinkException(fault, Device.Name),
    };
}
