using IspRecipes.Devices;
using IspRecipes.Devices.Links;
using IspRecipes.Simulation.Chips;

namespace IspRecipes.Simulation.Programmers;

/// <summary>
/// An AVRISP mkII as LUFA's clone of it is: commands to endpoint 02, answers from endpoint 82, in packets of 64 bytes. A
/// transfer ends with a shorter packet, and with an empty one where it fills its last.
/// </summary>
public sealed class VirtualAvrispMkII : VirtualUsbProgrammer
{
    private const byte Out = 0x02, In = 0x82;

    private const int PacketSize = 64;

    private readonly Stk500v2Board _board;
    private readonly Queue<byte[]> _packets = [];
    private readonly List<byte> _command = [];

    /// <param name="chip">The target.</param>
    /// <param name="clock">The host's.</param>
    /// <param name="firmware">What it says of itself; null for LUFA's.</param>
    /// <param name="path">Where it is plugged in.</param>
    public VirtualAvrispMkII(VirtualAvr chip, VirtualClock clock, Stk500v2Firmware? firmware = null, string path = "1-1")
        : base(chip.Clock, clock, Lufa(path)) =>
        (Chip, _board) = (chip, new Stk500v2Board(chip, firmware ?? Stk500v2Firmware.Lufa));

    public VirtualAvr Chip { get; }

    public override int BulkIn(byte endpoint, Span<byte> into, TimeSpan timeout)
    {
        if (endpoint != In)
        {
            return base.BulkIn(endpoint, into, timeout);
        }

        Begin();
        int came = 0;
        while (came < into.Length)
        {
            if (_packets.Count == 0)
            {
                throw Silence($"bulk IN {In:X2}", came, into.Length, timeout);
            }

            byte[] packet = _packets.Peek();
            if (packet.Length > into.Length - came)
            {
                throw new LinkException(FaultCode.UsbFailed, Device.Name, $"bulk IN {In:X2}", "more bytes than asked for");
            }

            _packets.Dequeue().CopyTo(into[came..]);
            came += packet.Length;
            if (packet.Length < PacketSize)
            {
                break;
            }
        }

        End($"bulk IN {In:X2}", came, into.Length, timeout);
        return came;
    }

    public override void BulkOut(byte endpoint, ReadOnlySpan<byte> data, TimeSpan timeout)
    {
        if (endpoint != Out)
        {
            base.BulkOut(endpoint, data, timeout);
            return;
        }

        Begin();
        _command.AddRange(data);
        // A command that fills its last packet is not at its end yet: the firmware waits for the empty one.
        if (data.Length % PacketSize != 0 || data.IsEmpty)
        {
            Put(_board.Execute([.. _command]));
            _command.Clear();
        }

        End($"bulk OUT {Out:X2}", data.Length, data.Length, timeout);
    }

    protected override byte[] Answer(UsbSetup setup, int length) => throw Stall(setup.ToString());

    protected override void Take(UsbSetup setup, ReadOnlySpan<byte> data) => throw Stall(setup.ToString());

    private static UsbDeviceInfo Lufa(string path) => DeviceAt(path, new UsbId(0x03EB, 0x2104)) with
    {
        Release = 0x0200,
        Manufacturer = "Dean Camera",
        Product = "LUFA AVRISP MkII Clone",
        SerialNumber = "0002003FFFFF",
    };

    private void Put(byte[] answer)
    {
        for (int done = 0; done <= answer.Length; done += PacketSize)
        {
            _packets.Enqueue(answer[done..Math.Min(done + PacketSize, answer.Length)]);
        }
    }
}
