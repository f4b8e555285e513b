using System.Diagnostics;
using IspRecipes.Devices.Links;

namespace IspRecipes.Benchmarks;

/// <summary>The programmer's end of a line: counts bytes, and answers as round trips.</summary>
internal sealed class CountingStream(Stream inner) : Stream
{
    private readonly Stopwatch _watch = Stopwatch.StartNew();

    public LinkCost Cost { get; private set; }

    /// <summary>How long the client took to start.</summary>
    public TimeSpan FirstByteAfter { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        int read = inner.Read(buffer, offset, count);
        FirstByteAfter = Cost.BytesOut == 0 ? _watch.Elapsed : FirstByteAfter;
        Cost = Cost with { BytesOut = Cost.BytesOut + read };
        return read;
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        inner.Write(buffer, offset, count);
        Cost = Cost with { RoundTrips = Cost.RoundTrips + (count > 0 ? 1 : 0), BytesIn = Cost.BytesIn + count };
    }

    public override void Flush() => inner.Flush();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
