using IspRecipes.Devices.Links;

namespace IspRecipes.Devices.Programmers;

/// <summary>
/// The bulk transfers of an ST-Link: a command, then its data or its answer. Nothing in them says which answer belongs to
/// which command, so what one transfer left behind must be gone before the next command.
/// </summary>
/// <param name="link">The device; owned from now on.</param>
/// <param name="clock">For the pause after a reset of the device.</param>
internal sealed class StLinkV2Line(IUsbLink link, IClock clock) : IDisposable
{
    /// <summary>Product id of the V2 and nearly every clone, which differs from all later ones in its OUT endpoint.</summary>
    public const ushort V2 = 0x3748;

    private const byte In = 0x81;

    /// <summary>Full-speed packets. Those of a V3 are larger, but no answer crosses their border in a shorter buffer.</summary>
    private const int PacketSize = 64;

    /// <summary>What a command takes without the chip: as in pyOCD and probe-rs.</summary>
    private static readonly TimeSpan CommandTime = TimeSpan.FromSeconds(1);

    /// <summary>How long an answer left behind is waited for: it lies in the probe already.</summary>
    private static readonly TimeSpan DrainTime = TimeSpan.FromMilliseconds(50);

    /// <summary>A device that was reset is given as long by OpenOCD.</summary>
    private static readonly TimeSpan ResetTime = TimeSpan.FromSeconds(1);

    private readonly byte _out = (byte)(link.Device.Id.Product == V2 ? 0x02 : 0x01);
    private int _failures;
    private bool _needsReset;

    public UsbDeviceInfo Device => link.Device;

    /// <summary>What the longest memory command takes beyond <see cref="CommandTime"/>.</summary>
    public TimeSpan ChipTime { get; set; }

    /// <summary>Sends a command and its data, and takes its answer.</summary>
    /// <param name="command">The command.</param>
    /// <param name="data">What follows it; nothing as a rule.</param>
    /// <param name="answer">As long as the command says.</param>
    /// <exception cref="LinkException">Fewer bytes came (ISP4021), or the transfer failed.</exception>
    /// <exception cref="ProtocolException">More bytes came: they answer something else (ISP5001).</exception>
    public void Exchange(StLinkV2Command command, ReadOnlySpan<byte> data, Span<byte> answer)
    {
        GetInStep();
        bool dataIsDue = false;
        try
        {
            link.BulkOut(_out, command.Frame, CommandTime + ChipTime);
            if (!data.IsEmpty)
            {
                dataIsDue = true;
                link.BulkOut(_out, data, CommandTime + ChipTime);
                dataIsDue = false;
            }

            ReadAnswer(command, answer);
            _failures = 0;
        }
        catch (DeviceException failure)
        {
            _failures++;
            _needsReset = dataIsDue || failure.Fault.Code == FaultCode.UsbStall;
            throw;
        }
    }

    public byte[] Ask(StLinkV2Command command)
    {
        byte[] answer = new byte[command.AnswerLength];
        Exchange(command, [], answer);
        return answer;
    }

    public void Dispose() => link.Dispose();

    private void ReadAnswer(StLinkV2Command command, Span<byte> answer)
    {
        if (answer.IsEmpty)
        {
            return;
        }

        byte[] buffer = new byte[(answer.Length + PacketSize - 1) / PacketSize * PacketSize];
        int came = link.BulkIn(In, buffer, CommandTime + ChipTime);
        if (came < answer.Length)
        {
            throw new LinkException(FaultCode.UsbShort, link.Device.Name, command.Name, came, answer.Length);
        }

        if (came > answer.Length)
        {
            throw new ProtocolException(new Fault(FaultCode.NotInSync, link.Device.Name), command.Frame, buffer[..came]);
        }

        buffer.AsSpan(0, came).CopyTo(answer);
    }

    /// <summary>
    /// After a failure: takes what the probe still has to say. A second failure in a row, a stall, or data that the probe still
    /// waits for, which would swallow commands, need more: the device is reset.
    /// </summary>
    private void GetInStep()
    {
        if (_failures == 0)
        {
            return;
        }

        if (_failures > 1 || _needsReset)
        {
            link.Reset();
            clock.Wait(ResetTime);
        }

        Drain();
    }

    private void Drain()
    {
        byte[] buffer = new byte[StLinkV2Command.LongestData + PacketSize];
        try
        {
            while (link.BulkIn(In, buffer, DrainTime) > 0)
            {
            }
        }
        catch (LinkException silence) when (silence.Fault.Code == FaultCode.UsbTimeout)
        {
            // Nothing is left.
        }
    }
}
