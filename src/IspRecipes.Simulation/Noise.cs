namespace IspRecipes.Simulation;

/// <summary>Junk that looks random and is the same in every run (xorshift32, Marsaglia 2003).</summary>
internal sealed class Noise(int seed)
{
    private uint _state = (uint)seed * 2654435761u | 1;

    public byte NextByte() => (byte)(Next() >> 16);

    /// <summary>True with the given probability, 0 to 1.</summary>
    public bool Strikes(double probability) => Next() < probability * uint.MaxValue;

    /// <summary>A whole number from 0 to <paramref name="limit"/> - 1.</summary>
    public int Below(int limit) => (int)(Next() % (uint)limit);

    private uint Next()
    {
        _state ^= _state << 13;
        _state ^= _state >> 17;
        _state ^= _state << 5;
        return _state;
    }
}
