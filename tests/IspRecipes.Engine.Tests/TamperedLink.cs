using IspRecipes.Devices.Links;

namespace IspRecipes.Engine.Tests;

/// <summary>A cable that damages just what a test wants: requests on their way out, answers on their way back.</summary>
public sealed class TamperedLink(ISerialLink inner) : ISerialLink
{
    private byte[] _request = [];

    /// <summary>Takes what is sent in one piece and gives what arrives.</summary>
    public Func<byte[], byte[]> Out { get; init; } = sent => sent;

    /// <summary>Takes the request that was sent last and bytes of its answer, to be changed in place.</summary>
    public Action<byte[], byte[]> Back { get; init; } = (_, _) => { };

    public string Port => inner.Port;

    public bool OpeningResets => inner.OpeningResets;

    public void Write(ReadOnlySpan<byte> bytes)
    {
        _request = bytes.ToArray();
        inner.Write(Out(_request));
    }

    public void Read(Span<byte> into, TimeSpan timeout)
    {
        inner.Read(into, timeout);
        byte[] answer = into.ToArray();
        Back(_request, answer);
        answer.CopyTo(into);
    }

    public void DiscardInput() => inner.DiscardInput();

    public void SetLines(bool dtr, bool rts) => inner.SetLines(dtr, rts);

    public void Dispose() => inner.Dispose();
}
