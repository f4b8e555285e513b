using System.Diagnostics;
using IspRecipes.Devices.Links;

namespace IspRecipes.Testing.Usb;

/// <summary>A twin that another program uses: time that the program spends between two transfers passes for the twin too.</summary>
/// <param name="twin">The virtual programmer.</param>
/// <param name="clock">The host's side of it.</param>
public sealed class PacedUsbLink(IUsbLink twin, IClock clock) : IUsbLink
{
    private readonly Stopwatch _since = Stopwatch.StartNew();

    public UsbDeviceInfo Device => twin.Device;

    public int ControlIn(UsbSetup setup, Span<byte> into, TimeSpan timeout)
    {
        Pass();
        int came = twin.ControlIn(setup, into, timeout);
        _since.Restart();
        return came;
    }

    public void ControlOut(UsbSetup setup, ReadOnlySpan<byte> data, TimeSpan timeout)
    {
        Pass();
        twin.ControlOut(setup, data, timeout);
        _since.Restart();
    }

    public int BulkIn(byte endpoint, Span<byte> into, TimeSpan timeout)
    {
        Pass();
        int came = twin.BulkIn(endpoint, into, timeout);
        _since.Restart();
        return came;
    }

    public void BulkOut(byte endpoint, ReadOnlySpan<byte> data, TimeSpan timeout)
    {
        Pass();
        twin.BulkOut(endpoint, data, timeout);
        _since.Restart();
    }

    public void Dispose() => twin.Dispose();

    private void Pass() => clock.Wait(_since.Elapsed);
}
