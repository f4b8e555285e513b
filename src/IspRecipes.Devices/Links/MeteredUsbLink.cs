namespace IspRecipes.Devices.Links;

/// <summary>
/// A USB device that counts its transfers and, on request, writes them down as a transcript: the setup packet or the
/// data of each with its endpoint, <c>&gt; ep0 C0 05 00 00 00 00 04 00</c> and the answer <c>&lt; ep0 01 00 00 00</c>,
/// behind <c>#</c> the seconds since the device was opened. docs/protocols/usb.md has the whole format.
/// </summary>
/// <param name="inner">The link itself; closed with this one.</param>
/// <param name="clock">Gives the times in the transcript.</param>
/// <param name="transcript">Where it is written; null for counting only. The caller closes it.</param>
public sealed class MeteredUsbLink(IUsbLink inner, IClock clock, TextWriter? transcript = null) : IUsbLink
{
    private readonly TimeSpan _opened = clock.Now;

    /// <summary>What has passed so far.</summary>
    public LinkCost Cost { get; private set; }

    public UsbDeviceInfo Device => inner.Device;

    public int ControlIn(UsbSetup setup, Span<byte> into, TimeSpan timeout)
    {
        Note("> ep0", setup, into.Length);
        return In(0, inner.ControlIn, setup, into, timeout);
    }

    public void ControlOut(UsbSetup setup, ReadOnlySpan<byte> data, TimeSpan timeout)
    {
        Note("> ep0", setup, data.Length, data);
        Count(1, data.Length, 0);
        try
        {
            inner.ControlOut(setup, data, timeout);
        }
        catch (LinkException failure)
        {
            NoteFailure(0, failure);
            throw;
        }
    }

    public int BulkIn(byte endpoint, Span<byte> into, TimeSpan timeout) =>
        In(endpoint, inner.BulkIn, endpoint, into, timeout);

    public void BulkOut(byte endpoint, ReadOnlySpan<byte> data, TimeSpan timeout)
    {
        Note($"> ep{endpoint:X}", data);
        Count(1, data.Length, 0);
        try
        {
            inner.BulkOut(endpoint, data, timeout);
        }
        catch (LinkException failure)
        {
            NoteFailure(endpoint, failure);
            throw;
        }
    }

    public void Reset()
    {
        Note("= reset");
        inner.Reset();
    }

    public void ControlInQueued(ReadOnlySpan<UsbSetup> setups, Span<byte> into, TimeSpan timeout)
    {
        int each = setups.IsEmpty ? 0 : into.Length / setups.Length;
        Count(setups.Length, 0, 0);
        try
        {
            inner.ControlInQueued(setups, into, timeout);
        }
        catch (LinkException failure)
        {
            NoteFailure(0, failure);
            throw;
        }

        Count(0, 0, into.Length);
        for (int index = 0; index < setups.Length; index++)
        {
            Note("> ep0", setups[index], each);
            Note("< ep0", into.Slice(index * each, each));
        }
    }

    public void Dispose()
    {
        try
        {
            transcript?.Flush();
        }
        finally
        {
            inner.Dispose();
        }
    }

    private delegate int Receiving<TWhere>(TWhere where, Span<byte> into, TimeSpan timeout);

    private int In<TWhere>(byte endpoint, Receiving<TWhere> transfer, TWhere where, Span<byte> into, TimeSpan timeout)
    {
        Count(1, 0, 0);
        try
        {
            int came = transfer(where, into, timeout);
            Count(0, 0, came);
            Note($"< ep{endpoint:X}", into[..came]);
            return came;
        }
        catch (LinkException failure)
        {
            NoteFailure(endpoint, failure);
            throw;
        }
    }

    private void Count(int transfers, long bytesOut, long bytesIn) => Cost = new LinkCost(
        Cost.RoundTrips + transfers, Cost.BytesOut + bytesOut, Cost.BytesIn + bytesIn);

    private void NoteFailure(byte endpoint, LinkException failure) => Note($"< ep{endpoint:X} " + failure.Fault.Code switch
    {
        FaultCode.UsbStall => "stall",
        FaultCode.UsbTimeout => "silence",
        FaultCode.UsbUnplugged => "hangup",
        FaultCode.UsbShort => "short",
        _ => "error",
    });

    private void Note(string endpoint, UsbSetup setup, int length, ReadOnlySpan<byte> data = default)
    {
        if (transcript is not null)
        {
            byte[] packet =
            [
                setup.RequestType, setup.Request, (byte)setup.Value, (byte)(setup.Value >> 8),
                (byte)setup.Index, (byte)(setup.Index >> 8), (byte)length, (byte)(length >> 8),
            ];
            Note($"{endpoint} {Words(packet)}{(data.IsEmpty ? "" : " : ")}{Words(data)}");
        }
    }

    private void Note(string endpoint, ReadOnlySpan<byte> bytes)
    {
        if (transcript is not null)
        {
            Note($"{endpoint} {Words(bytes)}".TrimEnd());
        }
    }

    private void Note(string line) => transcript?.WriteLine(FormattableString.Invariant($"{line}  # {(clock.Now - _opened).TotalSeconds:0.0000}"));

    private static string Words(ReadOnlySpan<byte> bytes) =>
        string.Join(' ', bytes.ToArray().Select(value => value.ToString("X2")));
}
