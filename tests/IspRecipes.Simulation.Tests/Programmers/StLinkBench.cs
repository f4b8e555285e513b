using System.Buffers.Binary;
using IspRecipes.Devices;
using IspRecipes.Simulation.Chips;
using IspRecipes.Simulation.Programmers;

namespace IspRecipes.Simulation.Tests.Programmers;

/// <summary>A virtual ST-Link, the least that can hang on its wires, and a host that sends commands byte by byte.</summary>
internal sealed class StLinkBench
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(1);

    private readonly VirtualClock _host = new();
    private readonly StLinkFirmware _firmware;

    public StLinkBench(StLinkFirmware? firmware = null)
    {
        _firmware = firmware ?? StLinkFirmware.V2J37S7;
        Probe = new VirtualStLink(Chip, _host, _firmware);
    }

    /// <summary>Behind the first commands of every program: out of DFU, and SWD on.</summary>
    public static StLinkBench Debugging(StLinkFirmware? firmware = null)
    {
        var bench = new StLinkBench(firmware) { Probe = { Mode = StLinkMode.MassStorage } };
        Assert.Equal([0x80, 0x00], bench.Ask(2, 0xF2, 0x30, 0xA3));
        return bench;
    }

    public WordChip Chip { get; } = new();

    public VirtualStLink Probe { get; }

    public TimeSpan Now => _host.Now;

    /// <summary>A command without a reply.</summary>
    public void Tell(params byte[] command)
    {
        byte[] padded = new byte[16];
        command.CopyTo(padded, 0);
        Probe.BulkOut(_firmware.OutEndpoint, padded, Timeout);
    }

    /// <summary>The data stage of a command.</summary>
    public void Send(params byte[] data) => Probe.BulkOut(_firmware.OutEndpoint, data, Timeout);

    /// <summary>What comes in, of at most so many bytes.</summary>
    public byte[] Take(int length)
    {
        byte[] into = new byte[length];
        return into[..Probe.BulkIn(0x81, into, Timeout)];
    }

    /// <summary>A command and its reply, which must be as long as that.</summary>
    public byte[] Ask(int length, params byte[] command)
    {
        Tell(command);
        byte[] reply = Take(length);
        Assert.Equal(length, reply.Length);
        return reply;
    }

    /// <summary>A reply of status and value: the value, where the status is good.</summary>
    public uint Word(params byte[] command)
    {
        byte[] reply = Ask(8, command);
        Assert.Equal(0x80, reply[0]);
        return BinaryPrimitives.ReadUInt32LittleEndian(reply.AsSpan(4));
    }

    /// <summary>The status of the last block.</summary>
    public byte BlockStatus() => Ask(12, 0xF2, 0x3E)[0];

    public FaultCode Fails(Action action) => Assert.Throws<LinkException>(action).Fault.Code;
}

/// <summary>Memory from 0x20000000 to 0x20004FFF that takes any access, core registers, and nothing else.</summary>
internal sealed class WordChip : ISwdChip
{
    private const uint Start = 0x20000000, Selector = 0xE000EDF4, Data = 0xE000EDF8;

    private readonly uint[] _registers = new uint[32];
    private uint _data;

    public VirtualClock Clock { get; } = new();

    public double Volts { get; set; } = 3.3;

    public byte[] Memory { get; } = new byte[0x5000];

    public List<(uint Address, int Width)> Accesses { get; } = [];

    /// <summary>It answers WAIT until then.</summary>
    public TimeSpan BusyUntil { get; set; }

    public List<bool> ResetLine { get; } = [];

    public uint? ReadDebugPortId() => Volts > 0 ? 0x1BA01477 : null;

    public SwdAnswer Read(uint address, int width, out uint value)
    {
        value = 0;
        SwdAnswer answer = Judge(address, width);
        for (int index = 0; answer == SwdAnswer.Ok && index < width; index++)
        {
            value |= address == Data ? _data : (uint)Memory[(int)(address - Start) + index] << (8 * index);
        }

        return answer;
    }

    public SwdAnswer Write(uint address, int width, uint value)
    {
        SwdAnswer answer = Judge(address, width);
        if (answer != SwdAnswer.Ok)
        {
            return answer;
        }

        if (address == Data)
        {
            _data = value;
        }
        else if (address == Selector)
        {
            uint register = value & 0x1F;
            _ = (value & 1 << 16) != 0 ? _registers[register] = _data : _data = _registers[register];
        }
        else
        {
            for (int index = 0; index < width; index++)
            {
                Memory[(int)(address - Start) + index] = (byte)(value >> (8 * index));
            }
        }

        return SwdAnswer.Ok;
    }

    public void SetReset(bool low) => ResetLine.Add(low);

    private SwdAnswer Judge(uint address, int width)
    {
        if (Volts == 0)
        {
            return SwdAnswer.Silence;
        }

        if (Clock.Now < BusyUntil)
        {
            return SwdAnswer.Wait;
        }

        Accesses.Add((address, width));
        return address is Selector or Data || address - Start < Memory.Length ? SwdAnswer.Ok : SwdAnswer.Fault;
    }
}
