namespace IspRecipes.Acceptance.Tests.Peers;

/// <summary>Bytes to program: random, and the same in every run.</summary>
internal static class Samples
{
    public static byte[] Bytes(int count, int seed = 1)
    {
        byte[] bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    /// <summary>A memory that holds <paramref name="bytes"/> from its start and is blank behind them.</summary>
    public static byte[] Memory(int size, byte[] bytes)
    {
        byte[] memory = new byte[size];
        Array.Fill(memory, (byte)0xFF);
        bytes.CopyTo(memory, 0);
        return memory;
    }
}
