using IspRecipes.Devices.Links;

namespace IspRecipes.Devices.Programmers;

/// <summary>The control transfers of a USBasp. None is repeated.</summary>
internal sealed class UsbAspLine(IUsbLink link)
{
    /// <summary>What every request is asked for, whatever it answers: so does every client since avrdude's first.</summary>
    public const int AnswerLength = 4;

    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>True once a transfer failed: nobody knows whether the chip got it, and is busy with it.</summary>
    public bool IsCut { get; private set; }

    /// <returns>As many bytes as came; none where the firmware does not know the request.</returns>
    public byte[] Ask(UsbAspRequest request, ushort value = 0, ushort index = 0, TimeSpan? patience = null)
    {
        byte[] answer = new byte[AnswerLength];
        return answer[..Receive(request, value, index, answer, patience ?? Patience)];
    }

    /// <exception cref="LinkException">Fewer bytes came (ISP4021).</exception>
    public void AskAll(UsbAspRequest request, ushort value, ushort index, Span<byte> into, TimeSpan patience)
    {
        int came = Receive(request, value, index, into, patience);
        if (came != into.Length)
        {
            IsCut = true;
            throw new LinkException(FaultCode.UsbShort, link.Device.Name, $"{request}", came, into.Length);
        }
    }

    public void Send(UsbAspRequest request, ushort value, ushort index, ReadOnlySpan<byte> data, TimeSpan patience)
    {
        try
        {
            link.ControlOut(new UsbSetup(UsbSetup.VendorOut, (byte)request, value, index), data, patience);
        }
        catch (LinkException)
        {
            IsCut = true;
            throw;
        }
    }

    private int Receive(UsbAspRequest request, ushort value, ushort index, Span<byte> into, TimeSpan patience)
    {
        try
        {
            return link.ControlIn(new UsbSetup(UsbSetup.VendorIn, (byte)request, value, index), into, patience);
        }
        catch (LinkException)
        {
            IsCut = true;
            throw;
        }
    }
}
