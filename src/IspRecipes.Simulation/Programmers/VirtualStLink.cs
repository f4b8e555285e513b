using System.Buffers.Binary;
using IspRecipes.Devices;
using IspRecipes.Devices.Links;
using IspRecipes.Simulation.Chips;

namespace IspRecipes.Simulation.Programmers;

/// <summary>
/// An ST-Link/V2, V2-1 or V3, as its firmware shows itself to openocd, pyOCD and st-flash. A command is 16 bytes to the OUT
/// endpoint; data follows where the command has some; replies lie on endpoint 81 in order until they are read, those of an
/// earlier program too. What it does not know it stalls.
/// </summary>
public sealed class VirtualStLink : VirtualUsbProgrammer, IUsbLink
{
    private const byte In = 0x81;

    private const int CommandLength = 16;

    /// <summary>What a bulk transfer costs before its first packet: the computer, the frame, the firmware's interrupt.</summary>
    private static readonly TimeSpan Turn = TimeSpan.FromMicroseconds(200), HighSpeedTurn = TimeSpan.FromMicroseconds(125);

    /// <summary>A packet's share of the bus: 19 of 64 bytes in a frame, 13 of 512 in a microframe (USB 2.0, 5.8.4).</summary>
    private static readonly TimeSpan Packet = TimeSpan.FromMilliseconds(1) / 19, HighSpeedPacket = TimeSpan.FromMicroseconds(125) / 13;

    private readonly StLinkFirmware _firmware;
    private readonly StLinkSwd _swd;
    private readonly StLinkDebug _debug;
    private readonly List<byte[]> _log = [];
    private readonly Queue<byte[]> _replies = [];
    private readonly List<byte> _data = [];
    private byte[] _command = [];
    private int _dataToCome;
    private bool _stalled;

    /// <param name="chip">The target.</param>
    /// <param name="clock">The host's.</param>
    /// <param name="firmware">What it is; null for a V2 with firmware J37.</param>
    /// <param name="path">Where it is plugged in.</param>
    public VirtualStLink(ISwdChip chip, VirtualClock clock, StLinkFirmware? firmware = null, string path = "1-1")
        : base(chip.Clock, clock, DeviceOf(firmware ?? StLinkFirmware.V2J37S7, path))
    {
        Chip = chip;
        _firmware = firmware ?? StLinkFirmware.V2J37S7;
        _swd = new StLinkSwd(chip, _firmware);
        _debug = new StLinkDebug(_swd, _firmware);
    }

    public ISwdChip Chip { get; }

    /// <summary>What it does at the moment; may be set as another program has left it.</summary>
    public StLinkMode Mode
    {
        get => _debug.Mode;
        set => _debug.Mode = value;
    }

    /// <summary>SWD clock in hertz, as it is set now.</summary>
    public double SwdHertz => _swd.Clock;

    /// <summary>So many commands it has taken.</summary>
    public int Commands => _log.Count;

    /// <summary>Every command it has taken, as it came.</summary>
    public IReadOnlyList<byte[]> Log => _log;

    /// <summary>So many accesses to come are given up with WAIT, whatever the chip answers.</summary>
    public int WaitsToCome
    {
        get => _swd.WaitsToCome;
        set => _swd.WaitsToCome = value;
    }

    /// <summary>Given a command and its reply, what it sends in its place: a shorter one, another, or null for nothing.</summary>
    public Func<byte[], byte[], byte[]?> Garble { get; set; } = (_, reply) => reply;

    /// <summary>The commands it stalls.</summary>
    public Predicate<byte[]> Refuse { get; set; } = _ => false;

    public override void BulkOut(byte endpoint, ReadOnlySpan<byte> data, TimeSpan timeout)
    {
        if (endpoint != _firmware.OutEndpoint)
        {
            base.BulkOut(endpoint, data, timeout);
            return;
        }

        Begin();
        End($"bulk OUT {endpoint:X2}", data.Length, data.Length, timeout);
        if (_dataToCome > 0)
        {
            TakeData(data);
        }
        else
        {
            TakeCommand(data);
        }
    }

    public override int BulkIn(byte endpoint, Span<byte> into, TimeSpan timeout)
    {
        string transfer = $"bulk IN {endpoint:X2}";
        if (endpoint != In)
        {
            return base.BulkIn(endpoint, into, timeout);
        }

        Begin();
        if (_stalled)
        {
            _stalled = false; // the host clears it
            throw Stall(transfer);
        }

        int came = 0;
        bool ended = false;
        while (came < into.Length && !ended)
        {
            if (!_replies.TryDequeue(out byte[]? reply))
            {
                throw Silence(transfer, came, into.Length, timeout);
            }

            if (reply.Length > into.Length - came)
            {
                throw new LinkException(FaultCode.UsbFailed, Device.Name, transfer, "more bytes than asked for");
            }

            reply.CopyTo(into[came..]);
            came += reply.Length;
            // No empty packet tells the end of a reply that fills its last one.
            ended = reply.Length == 0 || reply.Length % _firmware.PacketSize != 0;
        }

        End(transfer, came, into.Length, timeout);
        return came;
    }

    /// <summary>What it was in the middle of on USB is forgotten; the debug session goes on.</summary>
    public void Reset()
    {
        Begin();
        _replies.Clear();
        _data.Clear();
        (_dataToCome, _stalled) = (0, false);
    }

    protected override TimeSpan TimeOnBus(int bytes)
    {
        int packets = (bytes + _firmware.PacketSize - 1) / _firmware.PacketSize;
        return _firmware.IsHighSpeed ? HighSpeedTurn + (packets * HighSpeedPacket) : Turn + (packets * Packet);
    }

    protected override byte[] Answer(UsbSetup setup, int length) => throw Stall(setup.ToString());

    protected override void Take(UsbSetup setup, ReadOnlySpan<byte> data) => throw Stall(setup.ToString());

    private static UsbDeviceInfo DeviceOf(StLinkFirmware firmware, string path) => DeviceAt(path, firmware.Id) with
    {
        Release = 0x0100,
        Manufacturer = "STMicroelectronics",
        Product = firmware.Product,
        SerialNumber = firmware.SerialNumber,
    };

    private void TakeCommand(ReadOnlySpan<byte> bytes)
    {
        _command = bytes.ToArray();
        _log.Add(_command);
        if (bytes.Length != CommandLength || Refuse(_command))
        {
            _stalled = true;
            return;
        }

        _dataToCome = _command[0] == 0xF2 && Mode != StLinkMode.Dfu ? _debug.DataOf(_command) : 0;
        if (_dataToCome == 0)
        {
            Execute();
        }
    }

    private void TakeData(ReadOnlySpan<byte> bytes)
    {
        _data.AddRange(bytes);
        _dataToCome -= bytes.Length;
        if (_dataToCome > 0)
        {
            return;
        }

        _stalled = _dataToCome < 0;
        if (!_stalled)
        {
            _debug.Execute(_command, [.. _data]);
        }

        _dataToCome = 0;
        _data.Clear();
    }

    private void Execute()
    {
        switch (_command[0], _command[1])
        {
            case (0xF1, _):
                Reply(_firmware.Version);
                break;
            case (0xFB, _) when _firmware.Hardware >= 3:
                Reply(_firmware.ExtendedVersion);
                break;
            case (0xF5, _):
                Reply([(byte)Mode, 0]);
                break;
            case (0xF7, _) when _firmware.Since(13) && Mode != StLinkMode.Dfu:
                Reply(Voltage());
                break;
            case (0xF3, 0x07) when Mode == StLinkMode.Dfu:
            case (0xF4, 0x01) when Mode == StLinkMode.Swim:
                Mode = StLinkMode.MassStorage;
                break;
            case (0xF4, 0x00) when Mode == StLinkMode.MassStorage:
                Mode = StLinkMode.Swim;
                break;
            case (0xF2, _) when Mode != StLinkMode.Dfu:
                Reply(_debug.Execute(_command));
                break;
            default:
                _stalled = true;
                break;
        }
    }

    private void Reply(byte[]? reply)
    {
        if (reply is not null && Garble(_command, reply) is byte[] sent)
        {
            _replies.Enqueue(sent);
        }
    }

    /// <summary>Two readings of its converter: of its 1.2 V reference, and of half the target's supply.</summary>
    private byte[] Voltage()
    {
        const int Reference = 1489; // of 4095 at 3.3 V
        byte[] reply = new byte[8];
        BinaryPrimitives.WriteInt32LittleEndian(reply, _firmware.MeasuresVoltage ? Reference : 0);
        BinaryPrimitives.WriteInt32LittleEndian(reply.AsSpan(4), (int)Math.Round(Chip.Volts * Reference / 2.4));
        return reply;
    }
}
