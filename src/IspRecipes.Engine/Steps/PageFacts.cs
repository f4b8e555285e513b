using System.Buffers.Binary;
using System.Security.Cryptography;
using IspRecipes.Devices.Images;

namespace IspRecipes.Engine.Steps;

/// <summary>What a plan says of pages: how many, where, and what is in them.</summary>
internal static class PageFacts
{
    /// <summary>Bytes in all of them.</summary>
    public static long Size(IReadOnlyList<Page> pages) => pages.Sum(page => (long)page.Bytes.Length);

    public static IEnumerable<Fact> Of(IReadOnlyList<Page> pages)
    {
        yield return new Fact("pages", Count(pages));
        yield return new Fact("ranges", string.Join(", ", Ranges(pages)));
        yield return new Fact("sha256", Hash(pages));
    }

    public static IEnumerable<Fact> OfVerify(IReadOnlyList<Page> pages, bool writtenOnly)
    {
        yield return new Fact("pages", writtenOnly ? "those written" : $"{pages.Count}, all that the image covers");
    }

    private static string Count(IReadOnlyList<Page> pages)
    {
        int blank = pages.Count(page => page.IsBlank);
        return blank == 0 ? $"{pages.Count}" : $"{pages.Count}, of them {blank} of nothing but 0xFF";
    }

    private static IEnumerable<string> Ranges(IReadOnlyList<Page> pages)
    {
        for (int first = 0, next; first < pages.Count; first = next)
        {
            next = first + 1;
            while (next < pages.Count && pages[next].Address == End(pages[next - 1]))
            {
                next++;
            }

            yield return $"{HexAddress.Of(pages[first].Address)}-{HexAddress.Of(End(pages[next - 1]) - 1)}";
        }
    }

    private static uint End(Page page) => page.Address + (uint)page.Bytes.Length;

    /// <summary>Over addresses and bytes, so that two plans with the same hash write the same.</summary>
    private static string Hash(IReadOnlyList<Page> pages)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> address = stackalloc byte[4];
        foreach (Page page in pages)
        {
            BinaryPrimitives.WriteUInt32BigEndian(address, page.Address);
            hash.AppendData(address);
            hash.AppendData(page.Bytes.Span);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
