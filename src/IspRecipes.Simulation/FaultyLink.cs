using IspRecipes.Devices;
using IspRecipes.Devices.Links;

namespace IspRecipes.Simulation;

/// <summary>
/// A bad cable around any serial link: drops, doubles and flips bytes either way, pauses, hangs up. The same seed does
/// the same to the same bytes.
/// </summary>
public sealed class FaultyLink(ISerialLink inner, IClock clock, FaultRates rates, int seed) : ISerialLink
{
    private readonly Noise _noise = new(seed);
    private readonly List<Incident> _incidents = [];
    private readonly Queue<byte> _doubled = [];
    private long _bytes;
    private bool _hungUp;

    /// <summary>All it did, in order.</summary>
    public IReadOnlyList<Incident> Incidents => _incidents;

    /// <summary>Bytes that passed or should have, both directions together.</summary>
    public long Bytes => _bytes;

    public string Port => inner.Port;

    public bool OpeningResets => inner.OpeningResets;

    public void Write(ReadOnlySpan<byte> bytes)
    {
        foreach (byte value in bytes)
        {
            foreach (byte passed in Pass(value, outgoing: true))
            {
                inner.Write([passed]);
            }
        }
    }

    public void Read(Span<byte> into, TimeSpan timeout)
    {
        TimeSpan deadline = clock.Now + timeout;
        for (int i = 0; i < into.Length; i++)
        {
            try
            {
                into[i] = ReadByte(deadline);
            }
            catch (LinkException silence) when (silence.Fault.Code == FaultCode.LinkSilent)
            {
                throw new LinkException(FaultCode.LinkSilent, Port, i, into.Length, timeout.TotalSeconds);
            }
        }
    }

    public void DiscardInput()
    {
        _doubled.Clear();
        inner.DiscardInput();
    }

    public void SetLines(bool dtr, bool rts) => inner.SetLines(dtr, rts);

    public void Dispose() => inner.Dispose();

    /// <summary>What it did, counted: <c>3 dropped, 1 doubled in 20,412 bytes</c>.</summary>
    public override string ToString()
    {
        string counts = string.Join(", ", _incidents
            .GroupBy(incident => incident.Kind)
            .OrderBy(group => group.Key)
            .Select(group => $"{group.Count()} {group.Key.ToString().ToLowerInvariant()}"));
        return $"{(counts.Length == 0 ? "nothing" : counts)} in {_bytes:N0} bytes";
    }

    private byte ReadByte(TimeSpan deadline)
    {
        Span<byte> one = stackalloc byte[1];
        while (_doubled.Count == 0)
        {
            ThrowIfHungUp();
            TimeSpan left = deadline - clock.Now;
            inner.Read(one, left > TimeSpan.Zero ? left : TimeSpan.Zero);
            foreach (byte passed in Pass(one[0], outgoing: false))
            {
                _doubled.Enqueue(passed);
            }
        }

        return _doubled.Dequeue();
    }

    /// <summary>What becomes of a byte: nothing, itself, itself twice, or another one.</summary>
    private ReadOnlySpan<byte> Pass(byte value, bool outgoing)
    {
        ThrowIfHungUp();
        if (_bytes == rates.HangsUpAt)
        {
            _hungUp = true;
            Note(FaultKind.HungUp, outgoing);
            ThrowIfHungUp();
        }

        byte passed = value;
        if (Strikes(rates.Delay, FaultKind.Delayed, outgoing))
        {
            clock.Wait(rates.LongestDelay * (_noise.Below(1000) / 1000.0));
        }

        if (Strikes(rates.Flip, FaultKind.Flipped, outgoing))
        {
            passed ^= (byte)(1 << _noise.Below(8));
        }

        bool dropped = Strikes(rates.Drop, FaultKind.Dropped, outgoing);
        bool doubled = !dropped && Strikes(rates.Double, FaultKind.Doubled, outgoing);
        _bytes++;
        return dropped ? [] : doubled ? new[] { passed, passed } : new[] { passed };
    }

    private bool Strikes(double rate, FaultKind kind, bool outgoing)
    {
        bool strikes = rate > 0 && _noise.Strikes(rate);
        if (strikes)
        {
            Note(kind, outgoing);
        }

        return strikes;
    }

    private void Note(FaultKind kind, bool outgoing) => _incidents.Add(new Incident(kind, outgoing, _bytes));

    private void ThrowIfHungUp()
    {
        if (_hungUp)
        {
            throw new LinkException(FaultCode.LinkHungUp, Port);
        }
    }
}
