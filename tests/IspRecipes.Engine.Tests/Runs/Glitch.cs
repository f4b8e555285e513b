namespace IspRecipes.Engine.Tests.Runs;

/// <summary>Bits that flip on the line, once, in what is told of one request.</summary>
internal static class Glitch
{
    /// <summary>Flips a bit of the first data byte that answers such a request.</summary>
    public static void InAnswer(World world, Func<byte[], bool> request)
    {
        bool done = false;
        world.Cable = (link, _) => new TamperedLink(link)
        {
            Back = (sent, answer) =>
            {
                if (!done && answer.Length > 1 && request(sent))
                {
                    done = true;
                    answer[0] ^= 0x04;
                }
            },
        };
    }

    /// <summary>Flips bits of one byte of the first request that holds this sequence.</summary>
    public static void InRequest(World world, byte[] sequence, int offset, byte bits)
    {
        bool done = false;
        world.Cable = (link, _) => new TamperedLink(link)
        {
            Out = sent =>
            {
                byte[] arrives = done ? sent : Flip(sent, sequence, offset, bits);
                done |= arrives != sent;
                return arrives;
            },
        };
    }

    /// <summary>The request as it arrives: with bits of one byte flipped, where it holds this sequence.</summary>
    public static byte[] Flip(byte[] sent, byte[] sequence, int offset, byte bits)
    {
        int at = sent.AsSpan().IndexOf(sequence);
        if (at < 0)
        {
            return sent;
        }

        byte[] arrives = [.. sent];
        arrives[at + offset] ^= bits;
        return arrives;
    }
}
