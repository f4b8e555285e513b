using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using IspRecipes.Devices;
using IspRecipes.Devices.Links;

namespace IspRecipes.Hardware.Tests;

public sealed class TcpSerialLinkTests
{
    private static readonly TimeSpan Plenty = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(20);
    private static readonly SerialSettings Settings = new(19200);

    [Fact]
    public void Bytes_pass_both_ways()
    {
        using var far = new FarEnd(IPAddress.Loopback);
        using ISerialLink link = far.Open("127.0.0.1");

        link.Write([0x30, 0x20]);
        byte[] there = new byte[2];
        far.Stream.ReadExactly(there);
        far.Stream.Write([0x14, 0x10, 0x00]);
        byte[] back = new byte[3];
        link.Read(back, Plenty);

        Assert.Equal([0x30, 0x20], there);
        Assert.Equal([0x14, 0x10, 0x00], back);
        Assert.False(link.OpeningResets);
        link.SetLines(dtr: false, rts: false);
    }

    [Ipv6Fact]
    public void An_ipv6_address_stands_in_brackets()
    {
        using var far = new FarEnd(IPAddress.IPv6Loopback);
        using ISerialLink link = far.Open("[::1]");

        link.Write([0x30]);

        Assert.Equal(0x30, far.Stream.ReadByte());
    }

    [Fact]
    public void A_silent_host_is_told_with_what_came_and_what_was_wanted()
    {
        using var far = new FarEnd(IPAddress.Loopback);
        using ISerialLink link = far.Open("127.0.0.1");
        far.Stream.Write([1, 2, 3]);
        link.Read(new byte[1], Plenty);

        Fault fault = Assert.Throws<LinkException>(() => link.Read(new byte[5], Moment)).Fault;

        Assert.Equal(FaultCode.LinkSilent, fault.Code);
        Assert.Equal([link.Port, 2, 5, 0.02], fault.Arguments);
    }

    [Fact]
    public void A_host_that_hangs_up_fails_a_waiting_read_at_once()
    {
        using var far = new FarEnd(IPAddress.Loopback);
        using ISerialLink link = far.Open("127.0.0.1");
        Exception? thrown = null;
        var reader = new Thread(() => thrown = Record.Exception(() => link.Read(new byte[1], Plenty)));
        reader.Start();

        far.HangUp();

        Assert.True(reader.Join(Plenty));
        Assert.Equal(FaultCode.LinkHungUp, Assert.IsType<LinkException>(thrown).Fault.Code);
        Assert.Equal(FaultCode.LinkHungUp, Assert.Throws<LinkException>(link.DiscardInput).Fault.Code);
    }

    [Fact]
    public void Discarded_input_is_gone_and_what_comes_later_is_not()
    {
        using var far = new FarEnd(IPAddress.Loopback);
        using ISerialLink link = far.Open("127.0.0.1");
        far.Stream.Write("old"u8);
        byte[] one = new byte[1];
        link.Read(one, Plenty);

        link.DiscardInput();
        far.Stream.Write("new"u8);
        link.Read(one, Plenty);

        Assert.Equal((byte)'n', one[0]);
    }

    [Fact]
    public void An_address_is_one_runs_at_a_time_and_free_afterwards()
    {
        using var far = new FarEnd(IPAddress.Loopback);
        ISerialLink first = far.Open("127.0.0.1");
        HardwareBench bench = new();
        List<string> awaited = [];
        PatientBench patient = new(bench, TimeSpan.FromMinutes(10), (port, _) => { awaited.Add(port); first.Dispose(); }, CancellationToken.None);

        Fault busy = Assert.Throws<LinkException>(() => bench.OpenSerial(first.Port, Settings)).Fault;
        patient.OpenSerial(first.Port, Settings).Dispose();

        Assert.Equal((FaultCode.PortBusy, first.Port), (busy.Code, busy.Arguments[0]));
        Assert.Equal([first.Port], awaited);
    }

    [LinuxFact]
    public void Another_process_that_has_an_address_is_named()
    {
        using var far = new FarEnd(IPAddress.Loopback);
        using ISerialLink once = far.Open("127.0.0.1");
        string path = NetClaim.PathOf(NetAddress.Parse(once.Port, out _)!);
        once.Dispose();
        using Process other = Process.Start(
            new ProcessStartInfo("flock", [path, "sh", "-c", "echo held; exec sleep 600"]) { RedirectStandardOutput = true })!;
        try
        {
            Assert.Equal("held", other.StandardOutput.ReadLine());

            Fault busy = Assert.Throws<LinkException>(() => new HardwareBench().OpenSerial(once.Port, Settings)).Fault;

            Assert.Equal(FaultCode.PortBusy, busy.Code);
            Assert.Contains("sleep", $"{busy.Arguments[1]}");
        }
        finally
        {
            other.Kill(entireProcessTree: true);
        }
    }

    [Fact]
    public void An_address_that_could_not_be_reached_is_free_again()
    {
        using var reserved = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        reserved.Bind(new IPEndPoint(IPAddress.Loopback, 0)); // bound, not listening
        string port = $"net:127.0.0.1:{((IPEndPoint)reserved.LocalEndPoint!).Port}";

        for (int times = 0; times < 2; times++)
        {
            Assert.Equal(FaultCode.HostUnreachable, Assert.Throws<LinkException>(() => new HardwareBench().OpenSerial(port, Settings)).Fault.Code);
        }
    }

    [Fact]
    public void A_host_where_nobody_listens_is_unreachable()
    {
        using var reserved = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        reserved.Bind(new IPEndPoint(IPAddress.Loopback, 0)); // bound, not listening
        int port = ((IPEndPoint)reserved.LocalEndPoint!).Port;

        Fault fault = Assert.Throws<LinkException>(
            () => new HardwareBench().OpenSerial($"net:127.0.0.1:{port}", Settings)).Fault;

        Assert.Equal(FaultCode.HostUnreachable, fault.Code);
        Assert.Equal($"net:127.0.0.1:{port}", fault.Arguments[0]);
    }

    [Fact]
    public void An_address_that_is_none_is_refused_before_anything_is_sent() => Assert.Equal(
        FaultCode.PortSyntax,
        Assert.Throws<LinkException>(() => new HardwareBench().OpenSerial("net:localhost", Settings)).Fault.Code);

    /// <summary>Listens, and takes one connection.</summary>
    private sealed class FarEnd : IDisposable
    {
        private readonly TcpListener _listener;
        private TcpClient? _client;

        internal FarEnd(IPAddress address)
        {
            _listener = new TcpListener(address, 0);
            _listener.Start();
        }

        internal NetworkStream Stream => _client!.GetStream();

        internal ISerialLink Open(string host)
        {
            int port = ((IPEndPoint)_listener.LocalEndpoint).Port;
            ISerialLink link = new HardwareBench().OpenSerial($"net:{host}:{port}", Settings);
            _client = _listener.AcceptTcpClient();
            return link;
        }

        internal void HangUp() => _client!.Dispose();

        public void Dispose()
        {
            _client?.Dispose();
            _listener.Dispose();
        }
    }
}

/// <summary>A fact that needs the IPv6 loopback address; skipped where the machine has none, and says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class Ipv6FactAttribute : FactAttribute
{
    public Ipv6FactAttribute()
    {
        try
        {
            using var listener = new TcpListener(IPAddress.IPv6Loopback, 0);
            listener.Start();
        }
        catch (SocketException)
        {
            Skip = "this machine has no IPv6 loopback";
        }
    }
}
