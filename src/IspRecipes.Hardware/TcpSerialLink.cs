using System.Net.Sockets;
using IspRecipes.Devices;
using IspRecipes.Devices.Links;

namespace IspRecipes.Hardware;

/// <summary>A programmer behind a TCP port: ser2net, an ESP-Link, a simulator. Raw bytes, no Telnet.</summary>
internal sealed class TcpSerialLink : ISerialLink
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan WriteTimeout = TimeSpan.FromSeconds(5);

    private readonly Socket _socket;
    private readonly NetClaim _claim;

    private TcpSerialLink(string port, Socket socket, NetClaim claim) => (Port, _socket, _claim) = (port, socket, claim);

    public string Port { get; }

    public bool OpeningResets => false;

    /// <summary>Claims the port, and connects.</summary>
    /// <param name="port">As the user named it.</param>
    /// <param name="address">What it says.</param>
    /// <exception cref="LinkException">ISP4004, 4012.</exception>
    internal static TcpSerialLink Connect(string port, NetAddress address)
    {
        NetClaim claim = NetClaim.Take(port, address);
        using var timeout = new CancellationTokenSource(ConnectTimeout);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.ConnectAsync(address.Host, address.Port, timeout.Token).AsTask().GetAwaiter().GetResult();
            socket.SendTimeout = (int)WriteTimeout.TotalMilliseconds;
            return new TcpSerialLink(port, socket, claim);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            socket.Dispose();
            claim.Dispose();
            string reason = e is SocketException ? e.Message : $"no answer within {ConnectTimeout.TotalSeconds} s";
            throw new LinkException(new Fault(FaultCode.HostUnreachable, port, reason), e);
        }
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        int wanted = bytes.Length;
        try
        {
            while (!bytes.IsEmpty)
            {
                bytes = bytes[_socket.Send(bytes)..];
            }
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.TimedOut or SocketError.WouldBlock)
        {
            throw new LinkException(
                FaultCode.LinkBlocked, Port, wanted - bytes.Length, wanted, WriteTimeout.TotalSeconds);
        }
        catch (SocketException e)
        {
            throw HungUp(e);
        }
    }

    public void Read(Span<byte> into, TimeSpan timeout)
    {
        int wanted = into.Length;
        Deadline deadline = Deadline.In(timeout);
        while (!into.IsEmpty)
        {
            if (!_socket.Poll(deadline.Left, SelectMode.SelectRead))
            {
                throw new LinkException(
                    FaultCode.LinkSilent, Port, wanted - into.Length, wanted, timeout.TotalSeconds);
            }

            into = into[Receive(into)..];
        }
    }

    public void DiscardInput()
    {
        if (!_socket.Poll(TimeSpan.Zero, SelectMode.SelectRead))
        {
            return;
        }

        // What is there now and no more: an end that never stops talking would never be done.
        byte[] unread = new byte[Math.Max(_socket.Available, 1)];
        for (int read = 0; read < unread.Length;)
        {
            read += Receive(unread.AsSpan(read));
        }
    }

    public void SetLines(bool dtr, bool rts)
    {
        // Raw TCP carries no modem lines.
    }

    public void Dispose()
    {
        _socket.Dispose();
        _claim.Dispose();
    }

    /// <summary>At least one byte; the socket is readable, so that none means the other end closed.</summary>
    private int Receive(Span<byte> into)
    {
        try
        {
            int received = _socket.Receive(into);
            return received > 0 ? received : throw HungUp();
        }
        catch (SocketException e)
        {
            throw HungUp(e);
        }
    }

    private LinkException HungUp(SocketException? cause = null) => new(new Fault(FaultCode.LinkHungUp, Port), cause);
}
