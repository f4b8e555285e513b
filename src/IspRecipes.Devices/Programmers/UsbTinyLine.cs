using IspRecipes.Devices.Links;

namespace IspRecipes.Devices.Programmers;

/// <summary>The control transfers of a USBtiny, and what happens when one fails.</summary>
internal sealed class UsbTinyLine(IUsbLink link)
{
    /// <summary>SCK periods in µs that the firmware can count.</summary>
    public const int ShortestPeriod = 1, LongestPeriod = 250;

    /// <summary>Usbtiny itself stops at 255 bytes; a relative on V-USB at 254, where 255 means something else.</summary>
    private const int LongestIn = 254;

    /// <summary>What the firmware's own code adds to a period, 16 cycles at 12 MHz (main.c, spi), rounded up.</summary>
    private const int CodeMicroseconds = 2;

    /// <summary>How often a question is asked.</summary>
    private const int Attempts = 2;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>SCK period in µs; in force with the next POWERUP. Other hosts begin with 10.</summary>
    public int Period { get; set; } = 10;

    /// <summary>How often a question was asked once more.</summary>
    public int Repeats { get; private set; }

    /// <summary>True once a transfer failed for good: nobody knows whether the chip got it.</summary>
    public bool IsCut { get; private set; }

    /// <summary>Bytes worth asking for at once: at a slow SCK a second's, so that a run can be cancelled.</summary>
    public int BytesPerRead => Math.Clamp((int)(1e6 / (32 * Period)), 8, LongestIn);

    /// <summary>An IN transfer that changes nothing when it is done twice.</summary>
    /// <exception cref="LinkException">Twice failed, or short (ISP4021).</exception>
    public void Ask(UsbTinyRequest request, ushort value = 0, ushort index = 0, Span<byte> into = default) =>
        Ask(new UsbSetup(UsbSetup.VendorIn, (byte)request, value, index), into, Attempts);

    /// <summary>Shifts an SPI instruction, first byte in the high bits, and returns what came meanwhile.</summary>
    public uint Shift(uint instruction)
    {
        Span<byte> answer = stackalloc byte[4];
        Ask(SetupOf(instruction), answer, IspInstructions.MayBeRepeated(instruction) ? Attempts : 1);
        return (uint)(answer[0] << 24 | answer[1] << 16 | answer[2] << 8 | answer[3]);
    }

    /// <summary>Shifts instructions that may be repeated, queued so that the bus does not wait for the computer.</summary>
    /// <param name="instructions">As many as <paramref name="into"/> has room for.</param>
    /// <param name="into">The last byte of each answer.</param>
    public void ShiftAll(IEnumerable<uint> instructions, Span<byte> into)
    {
        UsbSetup[] setups = [.. instructions.Select(SetupOf)];
        byte[] answers = new byte[4 * setups.Length];
        Exchange(() => link.ControlInQueued(setups, answers, TimeFor(1)), Attempts);
        for (int index = 0; index < setups.Length; index++)
        {
            into[index] = answers[(4 * index) + 3];
        }
    }

    /// <summary>An OUT transfer; not repeated, for what a cut one did nobody knows.</summary>
    /// <param name="request">Which.</param>
    /// <param name="value">wValue.</param>
    /// <param name="index">wIndex.</param>
    /// <param name="data">The data stage.</param>
    /// <param name="writing">How long the chip may be busy meanwhile.</param>
    public void Send(
        UsbTinyRequest request, ushort value, ushort index, ReadOnlySpan<byte> data, TimeSpan writing = default)
    {
        byte[] bytes = data.ToArray();
        var setup = new UsbSetup(UsbSetup.VendorOut, (byte)request, value, index);
        Exchange(() => link.ControlOut(setup, bytes, TimeFor(bytes.Length) + writing), attempts: 1);
    }

    /// <summary>The four bytes in wire order: wValue low, wValue high, wIndex low, wIndex high.</summary>
    private static UsbSetup SetupOf(uint instruction) => new(
        UsbSetup.VendorIn,
        (byte)UsbTinyRequest.Spi,
        (ushort)((instruction >> 24) | ((instruction >> 8) & 0xFF00)),
        (ushort)(((instruction >> 8) & 0xFF) | ((instruction & 0xFF) << 8)));

    private void Ask(UsbSetup setup, Span<byte> into, int attempts)
    {
        byte[] answer = new byte[into.Length];
        Exchange(() => AskOnce(setup, answer), attempts);
        answer.CopyTo(into);
    }

    private void AskOnce(UsbSetup setup, byte[] answer)
    {
        int came = link.ControlIn(setup, answer, TimeFor(answer.Length));
        if (came != answer.Length)
        {
            throw new LinkException(FaultCode.UsbShort, link.Device.Name, $"{setup}", came, answer.Length);
        }
    }

    /// <summary>Twice the time that the SPI takes for bytes, four clocked for each, beyond the patience.</summary>
    private TimeSpan TimeFor(int length) =>
        Patience + TimeSpan.FromMicroseconds(2 * 32 * length * (Period + CodeMicroseconds));

    private void Exchange(Action transfer, int attempts)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                transfer();
                return;
            }
            catch (LinkException failure) when (attempt < attempts && failure.Fault.Code != FaultCode.UsbUnplugged)
            {
                Repeats++;
            }
            catch (LinkException)
            {
                IsCut = true;
                throw;
            }
        }
    }
}
