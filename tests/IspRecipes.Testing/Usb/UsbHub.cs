using IspRecipes.Devices;
using IspRecipes.Devices.Links;

namespace IspRecipes.Testing.Usb;

/// <summary>A hub on the way to a device: it says who it is, and refuses the rest.</summary>
internal sealed class UsbHub(string path) : IUsbLink
{
    public UsbDeviceInfo Device { get; } = new(new UsbId(0x1D6B, 0x0002), path); // the Linux Foundation's root hub

    public int ControlIn(UsbSetup setup, Span<byte> into, TimeSpan timeout) => throw Stall(setup.ToString());

    public void ControlOut(UsbSetup setup, ReadOnlySpan<byte> data, TimeSpan timeout) => throw Stall(setup.ToString());

    public int BulkIn(byte endpoint, Span<byte> into, TimeSpan timeout) => throw Stall("bulk IN");

    public void BulkOut(byte endpoint, ReadOnlySpan<byte> data, TimeSpan timeout) => throw Stall("bulk OUT");

    public void Dispose()
    {
    }

    private LinkException Stall(string transfer) => new(FaultCode.UsbStall, Device.Name, transfer);
}
