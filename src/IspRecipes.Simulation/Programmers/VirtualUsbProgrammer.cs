using IspRecipes.Devices;
using IspRecipes.Devices.Links;

namespace IspRecipes.Simulation.Programmers;

/// <summary>
/// A programmer that is a USB device of its own, wired to a chip on a board. It is the link itself: a transfer goes over the
/// bus on the host's clock, the firmware works on the board's, and the host waits until it has answered.
/// </summary>
public abstract class VirtualUsbProgrammer : IUsbLink
{
    /// <summary>A control transfer waits for the next frame, and a stage's packet of 8 bytes takes this long at 1.5 Mbit/s.</summary>
    private static readonly TimeSpan Frame = TimeSpan.FromMilliseconds(1), Packet = TimeSpan.FromMicroseconds(100);

    private const int PacketLength = 8;

    private readonly VirtualClock _clock;
    private int _transfers;

    /// <param name="board">The clock of the board it is wired to.</param>
    /// <param name="clock">The host's.</param>
    /// <param name="device">How it shows itself.</param>
    protected VirtualUsbProgrammer(VirtualClock board, VirtualClock clock, UsbDeviceInfo device) =>
        (Clock, _clock, Device) = (board, clock, device);

    public UsbDeviceInfo Device { get; }

    public bool IsOpen { get; private set; }

    /// <summary>It is unplugged after so many transfers; null for never.</summary>
    public int? UnpluggedAfter { get; init; }

    /// <summary>The board's clock.</summary>
    protected VirtualClock Clock { get; }

    /// <summary>Claims the interface for one program.</summary>
    /// <exception cref="LinkException">Another has it (ISP4017: device).</exception>
    public void Open() => IsOpen = !IsOpen ? true : throw new LinkException(FaultCode.UsbBusy, Device.Name);

    public int ControlIn(UsbSetup setup, Span<byte> into, TimeSpan timeout)
    {
        Begin();
        byte[] answer = Answer(setup, into.Length);
        int moved = Math.Min(answer.Length, into.Length);
        End(setup.ToString(), moved, into.Length, timeout);
        answer.AsSpan(0, moved).CopyTo(into);
        return moved;
    }

    public void ControlOut(UsbSetup setup, ReadOnlySpan<byte> data, TimeSpan timeout)
    {
        Begin();
        Take(setup, data);
        End(setup.ToString(), data.Length, data.Length, timeout);
    }

    public virtual int BulkIn(byte endpoint, Span<byte> into, TimeSpan timeout) => throw Stall($"bulk IN {endpoint:X2}");

    public virtual void BulkOut(byte endpoint, ReadOnlySpan<byte> data, TimeSpan timeout) =>
        throw Stall($"bulk OUT {endpoint:X2}");

    public void Dispose()
    {
        IsOpen = false;
        GC.SuppressFinalize(this);
    }

    /// <summary>A device as Linux would list it there.</summary>
    /// <param name="path">Bus and ports: <c>1-2.3</c>.</param>
    /// <param name="id">Vendor and product.</param>
    protected static UsbDeviceInfo DeviceAt(string path, UsbId id) => new(id, path)
    {
        Bus = int.Parse(path.Split('-')[0]),
        Address = 1 + int.Parse(path.Split('-', '.')[^1]),
    };

    /// <summary>The firmware's part of a control transfer from the device.</summary>
    /// <returns>What it sends; the host takes <paramref name="length"/> bytes of it at most.</returns>
    protected abstract byte[] Answer(UsbSetup setup, int length);

    /// <summary>The firmware's part of a control transfer to the device.</summary>
    protected abstract void Take(UsbSetup setup, ReadOnlySpan<byte> data);

    /// <summary>What a transfer of so many bytes takes; for a low-speed device unless it says otherwise.</summary>
    protected virtual TimeSpan TimeOnBus(int bytes) => Frame + ((2 + ((bytes + PacketLength - 1) / PacketLength)) * Packet);

    /// <summary>How a device refuses a transfer.</summary>
    protected LinkException Stall(string transfer) => new(FaultCode.UsbStall, Device.Name, transfer);

    /// <summary>The host waits in vain.</summary>
    protected LinkException Silence(string transfer, int moved, int wanted, TimeSpan timeout)
    {
        _clock.WaitUntil(_clock.Now + timeout);
        return new LinkException(FaultCode.UsbTimeout, Device.Name, transfer, moved, wanted, timeout.TotalSeconds);
    }

    /// <summary>The board's time goes on while the host does other things.</summary>
    protected void Begin()
    {
        if (_transfers++ >= UnpluggedAfter)
        {
            throw new LinkException(FaultCode.UsbUnplugged, Device.Name);
        }

        Clock.WaitUntil(_clock.Now);
    }

    /// <summary>The host waits for the firmware and the bus, but not longer than it wants to.</summary>
    protected void End(string transfer, int moved, int wanted, TimeSpan timeout)
    {
        Clock.Wait(TimeOnBus(moved));
        TimeSpan deadline = _clock.Now + timeout;
        if (Clock.Now > deadline)
        {
            throw Silence(transfer, 0, wanted, timeout);
        }

        _clock.WaitUntil(Clock.Now);
    }
}
