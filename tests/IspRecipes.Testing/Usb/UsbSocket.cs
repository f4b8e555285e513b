using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace IspRecipes.Testing.Usb;

/// <summary>
/// The server's side of umockdev's ioctl socket: one connection for each time a program has the device open. A message
/// is three 64-bit words; the program asks with 1 (ioctl: request, argument), 7 (read) or 8 (write), and the rig may
/// look into the program's memory before it answers (libumockdev-preload.c, remote_emulate).
/// </summary>
internal sealed class UsbSocket : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

    internal UsbSocket(string path, UsbFunction function)
    {
        Function = function;
        _listener.Bind(new UnixDomainSocketEndPoint(path));
        _listener.Listen();
        Begin(Accept);
    }

    internal UsbFunction Function { get; }

    public void Dispose() => _listener.Dispose();

    private static void Begin(Action what) => new Thread(() => what()) { IsBackground = true }.Start();

    private void Accept()
    {
        try
        {
            while (true)
            {
                Socket program = _listener.Accept();
                Begin(() => Serve(program));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // the rig is taken down
        }
    }

    private void Serve(Socket program)
    {
        using var memory = new ProgramMemory(program);
        using var file = new UsbFile(Function, memory);
        try
        {
            while (memory.NextRequest() is { } request)
            {
                if (request.Kind == ProgramMemory.Ioctl)
                {
                    memory.Answer(file.Ioctl((uint)request.First, request.Second));
                }
                else
                {
                    memory.AnswerAsTheFileItself();
                }
            }
        }
        catch (Exception e) when (e is SocketException or EndOfStreamException)
        {
            // the program has ended
        }
    }
}

/// <summary>The memory of the program that waits for its ioctl to end.</summary>
internal sealed class ProgramMemory(Socket program) : IDisposable
{
    internal const ulong Ioctl = 1;
    private const ulong Done = 3, Run = 4, ReadMemory = 5, WriteMemory = 6;
    private const int MessageLength = 24;

    /// <summary>Kind, and two words; null when the program has closed the device.</summary>
    internal (ulong Kind, ulong First, ulong Second)? NextRequest()
    {
        byte[] message = new byte[MessageLength];
        int first = program.Receive(message, 1, SocketFlags.None);
        if (first == 0)
        {
            return null;
        }

        Fill(message.AsSpan(1));
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(message);
        return (words[0], words[1], words[2]);
    }

    /// <summary>Ends the ioctl: 0 or more for its result, less for an errno.</summary>
    internal void Answer(int result) =>
        Send(Done, result < 0 ? ulong.MaxValue : (ulong)result, result < 0 ? (ulong)-result : 0);

    /// <summary>Ends a read or write with what the file in the tree gives.</summary>
    internal void AnswerAsTheFileItself()
    {
        Send(Run, 0, 0);
        (_, ulong result, ulong errno) = NextRequest() ?? throw new EndOfStreamException();
        Send(Done, result, errno);
    }

    internal byte[] Read(ulong address, int length)
    {
        byte[] bytes = new byte[length];
        if (length > 0)
        {
            Send(ReadMemory, address, (ulong)length);
            Fill(bytes);
        }

        return bytes;
    }

    internal void Write(ulong address, ReadOnlySpan<byte> bytes)
    {
        if (!bytes.IsEmpty)
        {
            Send(WriteMemory, address, (ulong)bytes.Length);
            program.Send(bytes);
        }
    }

    internal T Read<T>(ulong address) where T : unmanaged =>
        MemoryMarshal.Read<T>(Read(address, Unsafe.SizeOf<T>()));

    internal void Write<T>(ulong address, T value) where T : unmanaged =>
        Write(address, MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value)));

    public void Dispose() => program.Dispose();

    private void Send(ulong kind, ulong first, ulong second) =>
        program.Send(MemoryMarshal.AsBytes<ulong>([kind, first, second]));

    private void Fill(Span<byte> into)
    {
        while (!into.IsEmpty)
        {
            int count = program.Receive(into);
            into = count > 0 ? into[count..] : throw new EndOfStreamException();
        }
    }
}
