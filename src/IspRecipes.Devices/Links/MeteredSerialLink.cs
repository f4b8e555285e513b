using System.Runtime.InteropServices;

namespace IspRecipes.Devices.Links;

/// <summary>
/// A serial line that counts what passes over it and, on request, writes it down as a transcript: one line per turn,
/// <c>&gt; 30 20</c> for what went out, <c>&lt; 14 10</c> for what came back, behind <c>#</c> the seconds since the
/// line was opened. docs/protocols/stk500v1.md, Transcripts, has the whole format.
/// </summary>
/// <param name="inner">The line itself; closed with this one.</param>
/// <param name="clock">Gives the times in the transcript.</param>
/// <param name="transcript">Where it is written; null for counting only. The caller closes it.</param>
public sealed class MeteredSerialLink(ISerialLink inner, IClock clock, TextWriter? transcript = null) : ISerialLink
{
    private readonly TimeSpan _opened = clock.Now;
    private readonly List<byte> _answer = [];
    private bool _writing;

    /// <summary>What has passed so far.</summary>
    public LinkCost Cost { get; private set; }

    public string Port => inner.Port;

    public bool OpeningResets => inner.OpeningResets;

    public void Write(ReadOnlySpan<byte> bytes)
    {
        NoteAnswer();
        Note('>', bytes);
        inner.Write(bytes);
        _writing = true;
        Cost = Cost with { BytesOut = Cost.BytesOut + bytes.Length };
    }

    public void Read(Span<byte> into, TimeSpan timeout)
    {
        Cost = Cost with { RoundTrips = Cost.RoundTrips + (_writing ? 1 : 0) };
        _writing = false;
        try
        {
            inner.Read(into, timeout);
        }
        catch (LinkException failure)
        {
            NoteAnswer();
            Note(failure.Fault.Code == FaultCode.LinkSilent ? "< silence" : "< hangup");
            throw;
        }

        Cost = Cost with { BytesIn = Cost.BytesIn + into.Length };
        if (transcript is not null)
        {
            _answer.AddRange(into);
        }
    }

    public void DiscardInput() => inner.DiscardInput();

    public void SetLines(bool dtr, bool rts)
    {
        NoteAnswer();
        Note($"= dtr {(dtr ? 1 : 0)} rts {(rts ? 1 : 0)}");
        inner.SetLines(dtr, rts);
    }

    public void Dispose()
    {
        NoteAnswer();
        try
        {
            transcript?.Flush();
        }
        finally
        {
            inner.Dispose();
        }
    }

    /// <summary>An answer may be read in pieces; it is one line all the same.</summary>
    private void NoteAnswer()
    {
        if (_answer.Count > 0)
        {
            Note('<', CollectionsMarshal.AsSpan(_answer));
            _answer.Clear();
        }
    }

    private void Note(char direction, ReadOnlySpan<byte> bytes)
    {
        if (transcript is not null)
        {
            string[] words = [.. bytes.ToArray().Select(value => value.ToString("X2"))];
            Note($"{direction} {string.Join(' ', words)}");
        }
    }

    private void Note(string line) => transcript?.WriteLine(FormattableString.Invariant($"{line}  # {(clock.Now - _opened).TotalSeconds:0.0000}"));
}
