namespace IspRecipes.Devices.Images;

/// <summary>One page of a memory, as an image wants it.</summary>
public sealed class Page
{
    internal Page(uint address, ReadOnlyMemory<byte> bytes, IReadOnlyList<ByteRun> covered)
    {
        Address = address;
        Bytes = bytes;
        Covered = covered;
        IsComplete = covered.Sum(run => run.Length) == bytes.Length;
        IsBlank = !bytes.Span.ContainsAnyExcept((byte)0xFF);
    }

    /// <summary>Byte address of its first byte, on a page border.</summary>
    public uint Address { get; }

    /// <summary>The whole page, 0xFF where the image has nothing.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>The runs of bytes the image has, ascending, at least one.</summary>
    public IReadOnlyList<ByteRun> Covered { get; }

    /// <summary>The image has every byte of the page.</summary>
    public bool IsComplete { get; }

    /// <summary>All of it is 0xFF: nothing to write after an erase.</summary>
    public bool IsBlank { get; }

    /// <summary>The page with its holes filled from what the chip holds.</summary>
    /// <param name="held">The page as read from the chip.</param>
    public byte[] Over(ReadOnlySpan<byte> held)
    {
        byte[] page = held.ToArray();
        foreach (ByteRun run in Covered)
        {
            Bytes.Span.Slice(run.Start, run.Length).CopyTo(page.AsSpan(run.Start));
        }

        return page;
    }
}

/// <summary>A run of bytes within a page.</summary>
/// <param name="Start">Offset from the start of the page.</param>
/// <param name="Length">In bytes.</param>
public sealed record ByteRun(int Start, int Length);
