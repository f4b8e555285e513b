using IspRecipes.Devices.Images;

namespace IspRecipes.Engine.Steps.Stm32;

/// <summary>Bytes of an image that are written in one go.</summary>
internal sealed record FlashRun(uint Address, byte[] Bytes)
{
    /// <summary>What of it is not write-protected: pages that are have been found to hold what they shall.</summary>
    /// <param name="taken">In ascending order.</param>
    public IEnumerable<FlashRun> Without(IReadOnlyList<MemoryRegion> taken)
    {
        long start = Address;
        foreach (MemoryRegion region in taken)
        {
            if (region.Start > start)
            {
                yield return Slice(start, region.Start);
            }

            start = region.End;
        }

        if (start < End)
        {
            yield return Slice(start, End);
        }
    }

    public long End => Address + (long)Bytes.Length;

    /// <summary>The runs of an image. A page is written as a whole, so that a gap within one takes what the chip holds there.</summary>
    /// <param name="image">Within flash, whose pages begin at multiples of their size.</param>
    /// <param name="pageSize">In bytes.</param>
    /// <param name="readGap">Fills a stretch from an address on.</param>
    public static IReadOnlyList<FlashRun> Of(MemoryImage image, int pageSize, Action<uint, Span<byte>> readGap)
    {
        List<FlashRun> runs = [];
        foreach (ImageSegment segment in image.Segments)
        {
            if (runs is [.., FlashRun last] && PageOf(last.End - 1) >= PageOf(segment.Address) - (last.End == segment.Address ? 1 : 0))
            {
                byte[] joined = new byte[segment.End - last.Address];
                last.Bytes.CopyTo(joined, 0);
                Span<byte> gap = joined.AsSpan(last.Bytes.Length, (int)(segment.Address - last.End));
                if (!gap.IsEmpty)
                {
                    readGap((uint)last.End, gap);
                }

                segment.Bytes.Span.CopyTo(joined.AsSpan((int)(segment.Address - last.Address)));
                runs[^1] = last with { Bytes = joined };
            }
            else
            {
                runs.Add(new FlashRun(segment.Address, segment.Bytes.ToArray()));
            }
        }

        return runs;

        long PageOf(long address) => address / pageSize;
    }

    private FlashRun Slice(long start, long end) => new((uint)start, Bytes[(int)(start - Address)..(int)(end - Address)]);
}
