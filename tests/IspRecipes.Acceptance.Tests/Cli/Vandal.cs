using IspRecipes.Devices.Links;
using IspRecipes.Simulation;

namespace IspRecipes.Acceptance.Tests.Cli;

/// <summary>A link that does harm to the chip once, between the last page written and the first read back.</summary>
internal sealed class Vandal(ISerialLink inner, Action harm) : ISerialLink
{
    private const byte ProgPage = 0x64;
    private const byte ReadPage = 0x74;
    private bool _done;
    private bool _wrote;

    public string Port => inner.Port;

    public bool OpeningResets => inner.OpeningResets;

    public void Write(ReadOnlySpan<byte> bytes)
    {
        _wrote |= bytes.Contains(ProgPage);
        if (_wrote && !_done && bytes.Contains(ReadPage) && !bytes.Contains(ProgPage))
        {
            _done = true;
            harm();
        }

        inner.Write(bytes);
    }

    public void Read(Span<byte> into, TimeSpan timeout) => inner.Read(into, timeout);

    public void DiscardInput() => inner.DiscardInput();

    public void SetLines(bool dtr, bool rts) => inner.SetLines(dtr, rts);

    public void Dispose() => inner.Dispose();
}

/// <summary>A machine with nothing plugged in.</summary>
internal sealed class NoPorts : IBench
{
    public IClock Clock { get; } = new VirtualClock();

    public IReadOnlyList<PortInfo> List() => [];

    public ISerialLink OpenSerial(string port, SerialSettings settings) => throw new InvalidOperationException("there is no port");

    public IReadOnlyList<UsbDeviceInfo> ListUsb(Predicate<UsbId> wanted) => [];

    public IUsbLink OpenUsb(UsbDeviceInfo device, UsbSettings settings) => throw new InvalidOperationException("there is no device");
}
