namespace IspRecipes.Devices.Links;

/// <summary>
/// An open USB device with one interface claimed, real or simulated. One question, one answer, one owner; a virtual
/// programmer on USB is one itself.
/// </summary>
/// <remarks>
/// Every transfer may end with a LinkException: the device was unplugged (ISP4018), was silent (ISP4019), refused the
/// request (ISP4020, a stall), took or gave another number of bytes than it must (ISP4021), or the transfer failed
/// otherwise (ISP4024).
/// </remarks>
public interface IUsbLink : IDisposable
{
    UsbDeviceInfo Device { get; }

    /// <summary>A control transfer from the device.</summary>
    /// <param name="setup">The request; its direction bit says IN.</param>
    /// <param name="into">At most so many bytes are asked for (wLength); 0 to 4096.</param>
    /// <param name="timeout">For the whole transfer.</param>
    /// <returns>How many bytes came; fewer than asked for is the device's right.</returns>
    int ControlIn(UsbSetup setup, Span<byte> into, TimeSpan timeout);

    /// <summary>A control transfer to the device: it takes all bytes, or the transfer fails.</summary>
    /// <param name="setup">The request; its direction bit says OUT.</param>
    /// <param name="data">The data stage; 0 to 4096 bytes.</param>
    /// <param name="timeout">For the whole transfer.</param>
    void ControlOut(UsbSetup setup, ReadOnlySpan<byte> data, TimeSpan timeout);

    /// <summary>A bulk transfer from the device, until a short packet or until <paramref name="into"/> is full.</summary>
    /// <param name="endpoint">Endpoint address with its direction bit: <c>0x82</c>.</param>
    /// <param name="into">Whole packets of room, or the device's surplus makes the transfer fail.</param>
    /// <param name="timeout">For the whole transfer.</param>
    /// <returns>How many bytes came.</returns>
    int BulkIn(byte endpoint, Span<byte> into, TimeSpan timeout);

    /// <summary>A bulk transfer to the device: it takes all bytes, or the transfer fails.</summary>
    /// <param name="endpoint">Endpoint address: <c>0x02</c>.</param>
    /// <param name="data">What is sent.</param>
    /// <param name="timeout">For the whole transfer.</param>
    void BulkOut(byte endpoint, ReadOnlySpan<byte> data, TimeSpan timeout);

    /// <summary>
    /// Resets the device as if it had been plugged in again: it forgets what it was in the middle of, and stalls are gone. It
    /// stays open. For a device that does not answer any more; a link that cannot do it does nothing.
    /// </summary>
    /// <exception cref="LinkException">It did not come back (ISP4018).</exception>
    void Reset()
    {
    }

    /// <summary>
    /// Control transfers from the device, one after the other, each queued before the last one completes, so that the
    /// bus does not wait for the computer. A link that cannot queue does them one by one.
    /// </summary>
    /// <param name="setups">The requests, in order.</param>
    /// <param name="into">Their answers, the same number of bytes for each; a shorter answer fails (ISP4021).</param>
    /// <param name="timeout">For each transfer.</param>
    void ControlInQueued(ReadOnlySpan<UsbSetup> setups, Span<byte> into, TimeSpan timeout)
    {
        int each = setups.IsEmpty ? 0 : into.Length / setups.Length;
        for (int index = 0; index < setups.Length; index++)
        {
            int came = ControlIn(setups[index], into.Slice(index * each, each), timeout);
            if (came != each)
            {
                throw new LinkException(FaultCode.UsbShort, Device.Name, setups[index].ToString(), came, each);
            }
        }
    }
}

/// <summary>
/// The setup stage of a control transfer without its wLength, which the data decides. Wire order: bmRequestType 1,
/// bRequest 1, wValue 2 LE, wIndex 2 LE, wLength 2 LE (USB 2.0, table 9-2).
/// </summary>
/// <param name="RequestType">Direction, kind and recipient: <see cref="VendorIn"/>, <see cref="VendorOut"/>.</param>
/// <param name="Request">The request's number.</param>
/// <param name="Value">wValue.</param>
/// <param name="Index">wIndex.</param>
public readonly record struct UsbSetup(byte RequestType, byte Request, ushort Value, ushort Index)
{
    /// <summary>From the device, vendor's own request, to the device as a whole.</summary>
    public const byte VendorIn = 0xC0;

    /// <summary>To the device, vendor's own request, to the device as a whole.</summary>
    public const byte VendorOut = 0x40;

    public bool IsIn => (RequestType & 0x80) != 0;

    public override string ToString() => $"control {RequestType:X2} {Request:X2} {Value:X4} {Index:X4}";
}

/// <summary>How a USB device is opened.</summary>
/// <param name="Configuration">bConfigurationValue; set only where the device has another.</param>
/// <param name="Interface">The interface to claim: no other program can claim it meanwhile.</param>
public sealed record UsbSettings(int Configuration = 1, int Interface = 0);
