using IspRecipes.Devices;
using IspRecipes.Devices.Links;

namespace IspRecipes.Acceptance.Tests.Cli;

/// <summary>Only there to be listed.</summary>
internal sealed class SilentUsbDevice(UsbDeviceInfo device) : IUsbLink
{
    public UsbDeviceInfo Device => device;

    public int ControlIn(UsbSetup setup, Span<byte> into, TimeSpan timeout) => throw Opened();

    public void ControlOut(UsbSetup setup, ReadOnlySpan<byte> data, TimeSpan timeout) => throw Opened();

    public int BulkIn(byte endpoint, Span<byte> into, TimeSpan timeout) => throw Opened();

    public void BulkOut(byte endpoint, ReadOnlySpan<byte> data, TimeSpan timeout) => throw Opened();

    public void Dispose()
    {
    }

    private LinkException Opened() => new(FaultCode.UsbStall, device.Name, "no transfer was to be made");
}
