using IspRecipes.Devices;
using IspRecipes.Devices.Links;

namespace IspRecipes.Testing;

/// <summary>
/// Plays the programmer's side of a transcript to a driver and fails on the first byte the driver sends otherwise,
/// and on the first it asks for that the transcript does not have.
/// </summary>
public sealed class TranscriptLink(Transcript transcript, ManualClock clock, bool openingResets = false) : ISerialLink
{
    private readonly Queue<byte> _received = [];
    private int _next;
    private TimeSpan _lastTurn;

    public string Port => "transcript";

    public bool OpeningResets => openingResets;

    public bool Closed { get; private set; }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        if (_received.Count > 0)
        {
            throw Deviation($"{_received.Count} bytes unread when the driver writes {Convert.ToHexString(bytes)}");
        }

        TranscriptLine line = Take(TranscriptTurn.Out, $"the driver writes {Convert.ToHexString(bytes)}");
        int same = bytes.CommonPrefixLength(line.Bytes);
        if (same != bytes.Length || same != line.Bytes.Length)
        {
            throw Deviation(
                $"the driver writes {Convert.ToHexString(bytes)}, the transcript has {Convert.ToHexString(line.Bytes)},"
                + $" they part at byte {same}");
        }
    }

    public void Read(Span<byte> into, TimeSpan timeout)
    {
        for (int index = 0; index < into.Length; index++)
        {
            while (_received.Count == 0)
            {
                Receive(index, into.Length, timeout);
            }

            into[index] = _received.Dequeue();
        }
    }

    public void DiscardInput() => _received.Clear();

    public void SetLines(bool dtr, bool rts)
    {
        TranscriptLine line = Take(TranscriptTurn.Lines, $"the driver sets dtr {dtr} rts {rts}");
        if (line.Bytes[0] == 1 != dtr || line.Bytes[1] == 1 != rts)
        {
            throw Deviation($"the driver sets dtr {dtr} rts {rts}");
        }
    }

    /// <summary>Fails where the driver has stopped before the end.</summary>
    public void AssertFinished()
    {
        if (transcript.Lines.Skip(_next).Any(line => line.Turn != TranscriptTurn.Wait) || _received.Count > 0)
        {
            _next++;
            throw Deviation("the driver stopped before the end of the transcript");
        }
    }

    public void Dispose() => Closed = true;

    private void Receive(int read, int wanted, TimeSpan timeout)
    {
        TranscriptLine line = Next("the driver reads on");
        switch (line.Turn)
        {
            case TranscriptTurn.In:
                Array.ForEach(line.Bytes, _received.Enqueue);
                break;
            case TranscriptTurn.Silence:
                clock.Wait(timeout);
                _lastTurn = clock.Now;
                throw new LinkException(FaultCode.LinkSilent, Port, read, wanted, timeout.TotalSeconds);
            case TranscriptTurn.HangUp:
                throw new LinkException(FaultCode.LinkHungUp, Port);
            default:
                throw Deviation($"the driver wants {wanted - read} bytes more than the programmer sends");
        }
    }

    private TranscriptLine Take(TranscriptTurn turn, string what)
    {
        TranscriptLine line = Next(what);
        return line.Turn == turn ? line : throw Deviation($"{what} where the transcript has another turn ({line.Turn})");
    }

    /// <summary>The next line that is no pause; a driver that does not wait as long as the pause before it fails.</summary>
    private TranscriptLine Next(string what)
    {
        TimeSpan pause = TimeSpan.Zero;
        while (_next < transcript.Lines.Count && transcript.Lines[_next].Turn == TranscriptTurn.Wait)
        {
            pause += transcript.Lines[_next++].Pause;
        }

        if (_next == transcript.Lines.Count)
        {
            throw Deviation($"{what} at the end of the transcript");
        }

        _next++;
        TimeSpan waited = clock.Now - _lastTurn;
        _lastTurn = clock.Now;
        return waited >= pause ? transcript.Lines[_next - 1] : throw Deviation($"{what} {waited} after the turn before");
    }

    private TranscriptException Deviation(string what)
    {
        int number = _next > 0 && _next <= transcript.Lines.Count ? transcript.Lines[_next - 1].Number : 0;
        return new TranscriptException($"{transcript.Name}, line {number}: {what}");
    }
}
