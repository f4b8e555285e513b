namespace IspRecipes.Simulation.Chips;

/// <summary>What a core's fetches, loads and stores go to.</summary>
public interface ICoreBus
{
    /// <param name="address">Divisible by <paramref name="width"/>.</param>
    /// <param name="width">1, 2 or 4 bytes.</param>
    /// <param name="value">In the low bits.</param>
    /// <returns>False for a bus fault.</returns>
    bool TryRead(uint address, int width, out uint value);

    /// <param name="address">Divisible by <paramref name="width"/>.</param>
    /// <param name="width">1, 2 or 4 bytes.</param>
    /// <param name="value">In the low bits.</param>
    /// <returns>False for a bus fault.</returns>
    bool TryWrite(uint address, int width, uint value);
}
