using System.Diagnostics;
using IspRecipes.Devices.Links;

namespace IspRecipes.Testing.Usb;

/// <summary>A twin that another program uses: time that the program spends between two transfers passes for the twin too.</summary>
/// <param name="twin">The virtual programmer.</param>
/// <param name="clock">The host's side of it.</param>
/// <param name="realTime">And what bus and chip take on the twin's clocks, the program has to wait for.</param>
public sealed class PacedUsbLink(IUsbLink twin, IClock clock, bool realTime = false) : IUsbLink
{
    private readonly Stopwatch _since = Stopwatch.StartNew();

    public UsbDeviceInfo Device => twin.Device;

    public int ControlIn(UsbSetup setup, Span<byte> into, TimeSpan timeout)
    {
        Pass();
        TimeSpan begun = clock.Now;
        int came = twin.ControlIn(setup, into, timeout);
        End(begun);
        return came;
    }

    public void ControlOut(UsbSetup setup, ReadOnlySpan<byte> data, TimeSpan timeout)
    {
        Pass();
        TimeSpan begun = clock.Now;
        twin.ControlOut(setup, data, timeout);
        End(begun);
    }

    public int BulkIn(byte endpoint, Span<byte> into, TimeSpan timeout)
    {
        Pass();
        TimeSpan begun = clock.Now;
        int came = twin.BulkIn(endpoint, into, timeout);
        End(begun);
        return came;
    }

    public void BulkOut(byte endpoint, ReadOnlySpan<byte> data, TimeSpan timeout)
    {
        Pass();
        TimeSpan begun = clock.Now;
        twin.BulkOut(endpoint, data, timeout);
        End(begun);
    }

    public void Reset()
    {
        Pass();
        TimeSpan begun = clock.Now;
        twin.Reset();
        End(begun);
    }

    public void Dispose() => twin.Dispose();

    private void Pass()
    {
        clock.Wait(_since.Elapsed);
        _since.Restart();
    }

    private void End(TimeSpan begun)
    {
        TimeSpan late = clock.Now - begun - _since.Elapsed;
        if (realTime && late > TimeSpan.Zero)
        {
            Thread.Sleep(late);
        }

        _since.Restart();
    }
}
