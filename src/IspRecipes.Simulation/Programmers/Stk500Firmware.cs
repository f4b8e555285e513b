namespace IspRecipes.Simulation.Programmers;

/// <summary>
/// Firmware that speaks STK500v1: a command byte, what belongs to it, EOP; INSYNC, what was asked for, OK. How it takes
/// what it does not understand, each has its own way.
/// </summary>
internal abstract class Stk500Firmware(Board board) : Firmware(board)
{
    private int _pages;

    /// <summary>The commands it knows: how many bytes follow before it acts, and what it does with them.</summary>
    protected abstract IReadOnlyDictionary<byte, Request> Requests { get; }

    protected void Idle() => Await(1, Dispatch);

    protected void Acknowledge(byte[] frame) => Reply(frame[^1]);

    /// <summary>INSYNC, the bytes, OK, where EOP stands at the end of the frame.</summary>
    protected void Reply(byte end, params ReadOnlySpan<byte> bytes)
    {
        if (end != Stk500v1.EndOfPacket)
        {
            RefuseFrame();
            return;
        }

        Send(Stk500v1.InSync);
        Send(bytes);
        Send(Stk500v1.Ok);
        Idle();
    }

    /// <summary>A frame without EOP.</summary>
    protected abstract void RefuseFrame();

    protected abstract void RefuseCommand();

    /// <summary>Hangs in the middle of this page's data if the board was told to.</summary>
    protected bool StopsInPage(int length)
    {
        bool stops = ++_pages == Board.Options.StopsInPage;
        if (stops)
        {
            Await(length / 2, _ => Hang());
        }

        return stops;
    }

    private void Dispatch(byte[] command)
    {
        if (Requests.TryGetValue(command[0], out Request request))
        {
            Await(request.Length, request.Act);
        }
        else
        {
            RefuseCommand();
        }
    }

    /// <param name="Length">Bytes after the command byte that it waits for.</param>
    /// <param name="Act">What it does with them.</param>
    protected readonly record struct Request(int Length, Action<byte[]> Act);
}
