using IspRecipes.Devices.Images;

namespace IspRecipes.Engine.Steps.Stm32;

/// <summary>Bytes of an image that are written in one go.</summary>
public sealed record FlashRun(uint Address, byte[] Bytes)
{
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
}
